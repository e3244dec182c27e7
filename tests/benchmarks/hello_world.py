"""The floor of every start: the smallest window of the same size, with explicit imports."""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

application = QApplication(sys.argv[:1])
window = QMainWindow()
label = QLabel("Hello")
label.setAlignment(Qt.AlignmentFlag.AlignCenter)
window.setCentralWidget(label)
window.resize(1180, 780)
window.show()
for _ in range(50):
    application.processEvents()
    if (handle := window.windowHandle()) and handle.isExposed():
        application.processEvents()
        break
print(json.dumps({"cpu_s": time.process_time()}), flush=True)
os._exit(0)
