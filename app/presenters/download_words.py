"""The line of a download, in every state."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from app.domain.downloads import Download, DownloadState
from app.presenters.explain import explain
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


class TimeLeft(QObject):
    """Plurals of times."""

    def words(self, seconds: float) -> str:
        """Rounded as people say it."""
        if seconds < 60:
            return self.tr("less than a minute left")
        minutes = round(seconds / 60)
        if minutes < 90:
            return self.tr("about %n min left", "", minutes)
        return self.tr("about %n h left", "", round(minutes / 60))


def percent(download: Download) -> str:
    """`38 %`, in the way of the person's language; empty while the total is unknown."""
    if not download.total_bytes:
        return ""
    return translate("Downloads", "{percent} %").format(percent=QLocale().toString(int(download.fraction * 100)))


def short_state(download: Download) -> str:
    """In two words, for a place that is as narrow as a button."""
    match download.state:
        case DownloadState.PAUSED:
            return translate("Downloads", "Paused at {percent}").format(percent=percent(download) or "0 %")
        case DownloadState.WAITING | DownloadState.HELD:
            return translate("Downloads", "Waiting")
        case DownloadState.FAILED:
            return translate("Downloads", "Stopped")
        case DownloadState.CHECKING:
            return translate("Downloads", "Almost ready")
        case DownloadState.DONE:
            return translate("Downloads", "Ready")
    return translate("Downloads", "Downloading {percent}").format(percent=percent(download)).strip()


def download_line(download: Download, *, is_next: bool = False) -> str:
    """What the row says below its bar."""
    match download.state:
        case DownloadState.WAITING:
            parts = [size_text(download.total_bytes)] if download.total_bytes else []
            waiting = translate("Downloads", "Waiting, starts next") if is_next else translate("Downloads", "Waiting")
            return " · ".join([*parts, waiting])
        case DownloadState.STARTING:
            return translate("Downloads", "Looking up the model…")
        case DownloadState.RUNNING:
            return _running(download)
        case DownloadState.STALLED:
            return translate("Downloads", "Waiting for the network…")
        case DownloadState.PAUSED:
            return translate("Downloads", "Paused at {percent}").format(percent=percent(download) or "0 %")
        case DownloadState.CHECKING:
            return translate("Downloads", "Checking the file (can take a minute)…")
        case DownloadState.DONE:
            return translate("Downloads", "Ready")
        case DownloadState.HELD | DownloadState.FAILED:
            if download.error is None:
                return translate("Downloads", "Waiting")
            words = explain(download.error, download.tag)
            return f"{words.title} {words.cause}"


def _running(download: Download) -> str:
    parts = [
        translate("Downloads", "{done} of {total}").format(
            done=size_text(download.done_bytes), total=size_text(download.total_bytes)
        )
        if download.total_bytes
        else size_text(download.done_bytes)
    ]
    if download.is_repeating:
        parts.append(translate("Downloads", "fetching a damaged part again"))
    if download.bytes_per_second is not None:
        parts.append(translate("Downloads", "{speed}/s").format(speed=size_text(int(download.bytes_per_second))))
    if download.seconds_left is not None:
        parts.append(TimeLeft().words(download.seconds_left))
    return " · ".join(parts)
