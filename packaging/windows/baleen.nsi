; The installer for one person: no administrator, no questions that need knowledge.
; makensis -DTARGET=… -DVERSION=… -DVERSION4=… -DSOURCE=… -DICON=… -DOUTPUT=… -DKIB=… [-DGGUF] baleen.nsi
Target ${TARGET}
RequestExecutionLevel user
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh

!define NAME "Baleen"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Baleen"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Baleen"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} Setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "The Baleen contributors"
VIAddVersionKey "LegalCopyright" "Copyright The Baleen contributors. MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\baleen.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A running Baleen keeps its program file open: it is asked to be closed, and a silent installation ends.
!macro WaitUntilClosed
  again:
  ${If} ${FileExists} "$INSTDIR\baleen.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\baleen.exe" a
    ${If} ${Errors}
      IfSilent 0 +3
        SetErrorLevel 5
        Abort
      MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "Baleen is running. Close it, then choose Retry." IDRETRY again
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section "Baleen"
  !insertmacro WaitUntilClosed
  ; Modules of an older version must not be found by the new one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Baleen.lnk" "$INSTDIR\baleen.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "The Baleen contributors"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\baleen.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "URLInfoAbout" "https://github.com/baleen-chat/baleen"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KIB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
!ifdef GGUF
  ; One more choice under "Open with"; what opens such files by itself stays as it is.
  WriteRegStr HKCU "Software\Classes\Baleen.gguf" "" "Language model"
  WriteRegStr HKCU "Software\Classes\Baleen.gguf\shell\open\command" "" '"$INSTDIR\baleen.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\.gguf\OpenWithProgids" "Baleen.gguf" ""
!endif
SectionEnd

; Removes what was installed, and nothing else: chats and settings lie elsewhere and stay.
Section "un.Baleen"
  SectionIn RO
  !insertmacro WaitUntilClosed
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\baleen.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Baleen.lnk"
  DeleteRegKey HKCU "${KEY}"
!ifdef GGUF
  DeleteRegKey HKCU "Software\Classes\Baleen.gguf"
  DeleteRegValue HKCU "Software\Classes\.gguf\OpenWithProgids" "Baleen.gguf"
!endif
SectionEnd

; Not chosen unless a person does so: never when it runs silently.
Section /o "un.Also delete my chats and settings" DeleteChats
  RMDir /r "$LOCALAPPDATA\baleen"
SectionEnd
