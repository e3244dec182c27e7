"""What macOS wants to know about the program."""

from __future__ import annotations

from dev_tools import release

OLDEST_MACOS = "14.0"
"""The oldest that the Qt of our pins runs on."""


def info_plist() -> dict[str, object]:
    """The program's own entries of `Info.plist`; PyInstaller adds names and icon."""
    return {
        **(_opens_gguf() if release.OPENS_GGUF else {}),
        "CFBundleDisplayName": release.NAME,
        "CFBundleShortVersionString": release.version(),
        "CFBundleVersion": release.version(),
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT licence",
        "NSSupportsAutomaticGraphicsSwitching": True,
    }


def _opens_gguf() -> dict[str, object]:
    """One more choice under "Open With"; what opens such files by itself stays as it is."""
    kind = "ai.ggml.gguf"
    return {
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Language model",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [kind],
            }
        ],
        "UTImportedTypeDeclarations": [
            {
                "UTTypeIdentifier": kind,
                "UTTypeDescription": "Language model",
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": ["gguf"]},
            }
        ],
    }
