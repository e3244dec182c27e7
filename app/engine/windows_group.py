"""A server and its runners as one job object, on Windows.

The job is closed when the last handle to it is, which Windows does however Baleen ends, and then kills every process
in it: server and runners go together, so none is left behind.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    import signal
    import subprocess
    import threading
    from collections.abc import Mapping, Sequence
    from contextlib import suppress
    from ctypes import wintypes
    from pathlib import Path
    from typing import IO

    _KILL_ON_JOB_CLOSE = 0x2000
    _EXTENDED_LIMIT_INFORMATION = 9

    _kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel32.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _kernel32.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel32.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
    _kernel32.SetInformationJobObject.restype = wintypes.BOOL
    _kernel32.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel32.AssignProcessToJobObject.restype = wintypes.BOOL
    _kernel32.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
    _kernel32.TerminateJobObject.restype = wintypes.BOOL
    _kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel32.CloseHandle.restype = wintypes.BOOL
    _kernel32.AttachConsole.argtypes = (wintypes.DWORD,)
    _kernel32.AttachConsole.restype = wintypes.BOOL
    _kernel32.FreeConsole.argtypes = ()
    _kernel32.FreeConsole.restype = wintypes.BOOL
    _kernel32.GenerateConsoleCtrlEvent.argtypes = (wintypes.DWORD, wintypes.DWORD)
    _kernel32.GenerateConsoleCtrlEvent.restype = wintypes.BOOL

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _checked(answer: int) -> int:
        if not answer:
            raise ctypes.WinError(ctypes.get_last_error())
        return answer

    class WindowsGroup:
        """Starts one server; ends everything it started. Safe to call from several threads."""

        def __init__(self, environment: Mapping[str, str]) -> None:
            """Raises: `OSError`."""
            self._environment = environment
            self._lock = threading.Lock()
            self._server_pid = 0
            self.outputs: list[IO[bytes]] = []
            """What the server writes, once it is spawned. Whoever reads them closes them."""
            self._job = _checked(_kernel32.CreateJobObjectW(None, None))
            limits = _ExtendedLimits()
            limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
            try:
                _checked(
                    _kernel32.SetInformationJobObject(
                        self._job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
                    )
                )
            except OSError:
                self.end()
                raise

        @property
        def id(self) -> int:
            """The server's pid: there are no numbers of groups here."""
            return self._server_pid

        def spawn(self, command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
            """Start the server. Raises: `OSError`."""
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=self._environment,
                creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW,
            )
            self._server_pid = server.pid
            try:
                # The server has no runner yet: whatever it starts from now on is born into the job.
                _checked(_kernel32.AssignProcessToJobObject(self._job, int(server._handle)))  # type: ignore[attr-defined]
            except OSError:
                server.kill()
                server.communicate()
                raise
            self.outputs = [pipe for pipe in (server.stdout, server.stderr) if pipe]
            return server

        def ask_to_end(self, server: subprocess.Popen[bytes]) -> None:
            """CTRL_BREAK, sent through the server's own invisible console; Ollama takes it as SIGINT.

            A process has one console at most: where Baleen was started from one, it keeps it, and the server is
            killed with its job instead.
            """
            if not _kernel32.AttachConsole(server.pid):
                self.end()
                return
            try:
                with suppress(OSError):
                    _checked(_kernel32.GenerateConsoleCtrlEvent(signal.CTRL_BREAK_EVENT, server.pid))
            finally:
                _kernel32.FreeConsole()

        def end(self) -> None:
            """Kill what is left of the job. Safe to call twice."""
            with self._lock:
                if self._job:
                    _kernel32.TerminateJobObject(self._job, 1)
                    _kernel32.CloseHandle(self._job)
                    self._job = 0
