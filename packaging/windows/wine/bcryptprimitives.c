/* Wine 8 lacks this part of Windows 10: random bytes for the standard library of Rust. */
__declspec(dllimport) unsigned char SystemFunction036(void *, unsigned long);
__declspec(dllexport) int ProcessPrng(unsigned char *bytes, unsigned long long count) {
    return SystemFunction036(bytes, (unsigned long)count);
}
int DllMainCRTStartup(void *module, unsigned long reason, void *reserved) { return 1; }
