"""Chemical formulas as models write them, in `\\ce`, are drawn; what is not understood is shown as its source."""

import pytest

from app.render.chemistry import as_tex
from app.render.maths_drawing import draw
from app.render.maths_protocol import Drawing, Fault, FormulaRequest, Refusal


@pytest.mark.parametrize(
    ("body", "tex"),
    [
        ("H2O", r"\mathrm{H}_{2}\mathrm{O}"),
        ("SO4^2-", r"\mathrm{S}\mathrm{O}_{4}^{2-}"),
        ("SO4^{2-}", r"\mathrm{S}\mathrm{O}_{4}^{2-}"),
        ("Na+", r"\mathrm{Na}^{+}"),
        ("Ag+ + Cl-", r"\mathrm{Ag}^{+} + \mathrm{Cl}^{-}"),
        ("2H2 -> x", None),
        ("2H2 ->[Pt] H", r"2\,\mathrm{H}_{2} \xrightarrow{\mathrm{Pt}} \mathrm{H}"),
        ("H <=>[heat] H", r"\mathrm{H} \overset{\text{heat}}{\rightleftharpoons } \mathrm{H}"),
        ("Ca(OH)2(s)", r"\mathrm{Ca}(\mathrm{O}\mathrm{H})_{2}\text{(s)}"),
        ("AgCl v", r"\mathrm{Ag}\mathrm{Cl} \downarrow "),
        ("CuSO4.5H2O", r"\mathrm{Cu}\mathrm{S}\mathrm{O}_{4}\cdot 5\,\mathrm{H}_{2}\mathrm{O}"),
        ("^{14}_{6}C", r"{}^{14}_{6}\mathrm{C}"),
        ("e-", r"\mathrm{e}^{-}"),
        (r"\unknown", None),
        ("{H}", None),
        ("$x$", None),
        ("", ""),
    ],
)
def test_chemistry_in_plain_tex(body: str, tex: str | None) -> None:
    assert as_tex(body) == tex


@pytest.mark.parametrize(
    "tex",
    [
        r"\ce{2H2(g) + O2(g) -> 2H2O(l)}",
        r"\ce{[Cu(NH3)4]^{2+}} \quad K = \frac{[\ce{H+}]}{[\ce{OH-}]}",
        r"\ce{CH3COOH + C2H5OH <=>[H2SO4] CH3COOC2H5 + H2O}",
        r"\ce{^{14}_{6}C} \ce{CO2 ^}",
    ],
)
def test_chemistry_is_drawn(tex: str) -> None:
    assert isinstance(draw(FormulaRequest(1, tex, True)), Drawing)


@pytest.mark.parametrize("tex", [r"\ce{\bond{#}}", r"\ce{H2", r"\ce{A <--> B}"])
def test_what_is_not_understood_is_refused(tex: str) -> None:
    answer = draw(FormulaRequest(1, tex, True))
    assert isinstance(answer, Refusal)
    assert answer.fault in (Fault.UNSUPPORTED, Fault.SYNTAX)
