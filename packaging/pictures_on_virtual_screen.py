"""Pictures of the real window for the README and for software centres, light and dark.

`python packaging/pictures_on_virtual_screen.py`, on Linux. The program, its window and what is done in it are real:
chats are written and sent by the buttons that a person presses. What answers is a stand-in with fixed words, so that
the pictures are the same on every computer. The typeface is Inter where it is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "packaging" / "pictures"
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

MODEL = "deepseek-r1:8b"
_STILL_S = 6.0

EARLIER = (
    ("Explain my blood test words", "Ferritin is the store of iron in your body…"),
    ("Letter to my landlord", "Dear Ms Brandt, since last Tuesday the heating…"),
    ("Why is the sky blue?", "Because air scatters short waves more than long ones…"),
    ("Names for a grey cat", "Ash, Pebble, Mist, Juniper and Earl…"),
)
QUESTION = "A weekend in Lisbon with my parents, so that nobody gets tired"
THINKING = "Two relaxed days. Little walking, many breaks, one thing booked each evening."
ANSWER = """\
Two relaxed days work well. Here is a plan that keeps walking short and leaves time for food.

### Saturday: the old town

- **Morning:** the lanes of Alfama and the castle, before it gets busy
- **Lunch:** grilled sardines near the cathedral
- **Evening:** a small Fado house; book a table the day before

### Sunday: by the river

| When | What | Way |
|---|---|---|
| 10:00 | Custard tarts in Belém | Tram 15 |
| 12:00 | The monastery, seen from the park | 5 minutes on foot |
| 18:00 | Sunset on the water | Ferry to Cacilhas |
"""


def main() -> int:
    from dev_tools import environment
    from dev_tools.screen import virtual_screen

    python = environment.ensure(environment.for_development())
    with virtual_screen() as screen:
        variables = {**screen, "PYTHONPATH": os.pathsep.join(sys.path[:2]), "QT_QPA_PLATFORM": "xcb"}
        return subprocess.run([str(python), __file__, "--on-screen"], env=variables, check=False).returncode


def on_screen() -> None:
    """Take them; run where a screen and a message bus are."""
    from tests.helpers.fake_ollama import FakeModel, FakeOllama

    PICTURES.mkdir(exist_ok=True)
    models = {MODEL: FakeModel(size=5_200_000_000, context_tokens=131_072)}
    for theme in ("light", "dark"):
        with FakeOllama(models=models) as server, tempfile.TemporaryDirectory(prefix="baleen-picture-") as folder:
            _take(server, Path(folder), theme, PICTURES / f"window-{theme}.png")


def _take(server, profile: Path, theme: str, picture: Path) -> None:  # type: ignore[no-untyped-def]
    from tests.helpers.fake_answers import Answer, done, line
    from tests.helpers.program import Program
    from tests.helpers.screen_reader import wait_for

    profile.joinpath("settings.toml").write_text(f'theme = "{theme}"\nmodel = "{MODEL}"\n', encoding="utf-8")
    with Program(profile, "--ollama-url", server.url) as program:
        for question, answer in (*EARLIER, (QUESTION, ANSWER)):
            thinking = THINKING if question == QUESTION else ""
            pieces = tuple(line(piece) for piece in answer.splitlines(keepends=True))
            think = (line(thinking=thinking),) if thinking else ()
            server.answer = Answer((*think, *pieces, done(eval_count=180, eval_duration=4_300_000_000)))
            program.press(id_="sidebar.new_chat")
            program.write(question)
            program.answer(answer.splitlines()[0].rstrip("…")[:30])
            wait_for(lambda: server.open_answers == 0, "the answer did not end")
        _save(program.window.children[0].bounds, picture)
        program.quit()


def _save(bounds: tuple[int, int, int, int], picture: Path) -> None:
    """Save this part of the screen, once two looks in a row are the same."""
    from PySide6.QtGui import QGuiApplication, QImage

    screen = (QGuiApplication.instance() or QGuiApplication([])).primaryScreen()  # type: ignore[attr-defined]
    seen, end = QImage(), time.monotonic() + _STILL_S
    while time.monotonic() < end:
        time.sleep(0.5)
        before, seen = seen, screen.grabWindow(0, *bounds).toImage()
        if before == seen:
            break
    seen.convertToFormat(QImage.Format.Format_RGB888).save(str(picture))
    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    if "--on-screen" in sys.argv:
        on_screen()
    else:
        sys.exit(main())
