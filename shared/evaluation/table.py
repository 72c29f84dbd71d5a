"""The result of an evaluation as a text to read."""

from shared.data.scenes import ATTRIBUTES

COLUMNS = (*ATTRIBUTES, "all")
TITLES = {
    "strict": "Strictly right: the judge and the pixels say so",
    "judge": "The judge alone (a network that must choose)",
    "pixels": "The pixels alone (measures and strokes)",
}
CARD = "These are the test pairs: for the model card, once. Choose nothing by them."


def format_table(result: dict) -> str:
    """Lay out what `shared.evaluation.evaluate.evaluate` returns."""
    return "\n".join([*_rates(result), "", *_pairs(result), "", *_other_figures(result)])


def _rates(result: dict) -> list[str]:
    lines = []
    for reader, title in TITLES.items():
        interval = "   95 % interval of all       n" if reader == "strict" else ""
        lines += [title, f"  {'':18}" + "".join(f"{name:>9}" for name in COLUMNS) + interval]
        for part, found in result["rates"].items():
            line = f"  {part:18}" + "".join(f"{found[reader][name]:9.3f}" for name in COLUMNS)
            if interval:
                low, high = found["interval"]
                line += f"   {low:.3f}–{high:.3f} {found['n']:16}"
            lines.append(line)
        lines.append("")
    chance = result["chance"]
    return [
        *lines,
        f"  {'chance':18}" + "".join(f"{chance[name]:9.3f}" for name in COLUMNS[:-1]) + f"{chance['all']:9.5f}",
        "Intervals of new pairs are of the bootstrap over pairs, the others are Wilson's.",
    ]


def _pairs(result: dict) -> list[str]:
    mean, kind = result["new_pairs"], result["pairs"]
    every = mean["all"]
    lines = [
        f"New pairs ({kind}): all five strictly right in {every['rate']:.3f}, the mean over {mean['pairs']} pairs; "
        f"{every['low']:.3f}–{every['high']:.3f} by the bootstrap over pairs",
        *(
            f"  {mean[f'of_{part}']:.3f} of {name}"
            for part, name in (("seen", "training pairs"), ("ceiling", "real pictures"))
            if mean[f"of_{part}"] is not None
        ),
        f"  worst pair: {mean['worst']}",
        f"  {'pair':30}{'n':>6}{'all':>8}{'judge all':>11}{'ground':>8}   kind",
    ]
    for line in result["by_pair"]:
        lines.append(f"  {line['pair']:30}{line['n']:6}{line['all']:8.3f}{line['judge all']:11.3f}{line['ground']:8.3f}   {line['kind']}")
    return [*lines, CARD] if kind == "test" else lines


def _other_figures(result: dict) -> list[str]:
    drawn, real, copying = result["manifolds"], result["manifolds_real"], result["copying"]
    lines = [
        f"diversity  {result['diversity']:.2f} of that of real pictures",
        f"FID-own    {result['fid']:.2f}, real pictures {result['fid_floor']:.2f}",
        f"KID-own    {result['kid']:.0f}, real pictures {result['kid_floor']:.0f}",
        *(f"{name:10} {drawn[name]:.2f}, real pictures {real[name]:.2f}" for name in drawn),
    ]
    if copying:
        lines.append(
            f"copying    {copying['suspicious']:.3f} of the pictures are nearer to a training picture than 99 % of real ones; "
            f"median distance {copying['drawn']:.3f}, of real pictures {copying['real']:.3f}"
        )
    return [
        *lines,
        "FID-own and KID-own are taken on our own judge's features: not comparable with published ones.",
        f"Seed {result['seed']}. A caption with the words disc or huge, which training never has, is refused, not measured.",
    ]
