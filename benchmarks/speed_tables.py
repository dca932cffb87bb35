"""How fast things are, and what they withstood, as tables."""

from typing import Any

from cells import (
    four_places,
    key_times,
    markdown,
    milliseconds,
    percent,
    plain,
    read_results,
    seconds,
    span,
    times,
)


def speed() -> str:
    """How long things take, and what they need."""
    latency, indexing, first = (
        read_results("latency"),
        read_results("indexing"),
        read_results("first_searchable"),
    )
    large, command = indexing["large"], latency["command_s"]
    ratios = [folder["ratio"] for folder in first["folders"].values()]
    rows = [
        [
            "first searchable, against the whole index time of semble",
            f"{first['median_ratio']:.2f} × "
            f"(median of {len(ratios)} folders, {min(ratios):.2f} to {max(ratios):.2f})",
        ],
        [
            f"`codesearch search` from start to end, {latency['units']:,} units",
            f"{command['p50']:.2f} s ({command['min']:.2f} to {command['max']:.2f})",
        ],
        ["a search in a warm process, hybrid", milliseconds(latency["warm_hybrid_ms"])],
        ["… lexical", milliseconds(latency["warm_lexical_ms"])],
        ["parsing on one core", f"{indexing['parsing_mb_per_s']['all']:.1f} MB/s over the 20 repositories"],
        [f"indexing {large['units']:,} units: full text searchable after", f"{large['full_text_s']:.1f} s"],
        ["… vectors for all after", f"{large['all_s']:.0f} s ({large['units_per_s']:.0f} units/s)"],
        ["… peak memory", f"{large['peak_mb']:.0f} MB"],
        ["… a refresh with nothing to do", f"{large['no_op_s']:.2f} s"],
    ]
    return markdown(["", "measured"], rows)


def encoding() -> str:
    """How fast texts become vectors in bulk, against the machine's arithmetic and the usual way."""
    results = read_results("encoding")
    head = ["", "units/s", "tokens/s", "of the fp32 peak", "against sentence-transformers"]
    rows = [
        [
            "**codesearch**" if number == 0 else name,
            f"{system['texts_per_s']['p50']:,.0f}",
            f"{system['tokens_per_s']['p50']:,.0f}",
            percent(system["share_of_peak"]["fp32"]),
            times(system["against_sentence_transformers"]),
        ]
        for number, (name, system) in enumerate(results["systems"].items())
    ]
    return "\n\n".join([markdown(head, rows), _encoding_facts(results)])


def parsing() -> str:
    """Parsing speed by language."""
    speeds = read_results("indexing")["parsing_mb_per_s"]
    rows = [[name, f"{value:.1f}"] for name, value in speeds.items()]
    return markdown(["language", "MB/s"], rows)


def training() -> str:
    """What each stage of training did, and how fast."""
    rows = [
        [
            f"{stage['shape']}-{stage['stage']}",
            f"{stage['steps']:,}",
            f"{stage['tokens'] / 1e6:.1f} M",
            f"{stage['seconds'] / 60:.0f}",
            f"{stage['tokens_per_second']:,}",
            "" if stage["share_of_peak"] is None else f"{100 * stage['share_of_peak']:.0f} %",
            "" if stage["mrr"] is None else plain(stage["mrr"]),
        ]
        for stage in read_results("training")["stages"]
    ]
    return markdown(["stage", "steps", "tokens", "minutes", "tokens/s", "of the peak", "held-out MRR"], rows)


def tui() -> str:
    """How fast the terminal interface answers keys."""
    results = read_results("tui")
    start, answer = results["first_paint_s"], results["first_answer_s"]
    rows = [
        [
            "start until the query can be typed",
            f"{start['p50']:.2f} s ({start['min']:.2f} to {start['max']:.2f})",
        ],
        [
            "start until the code of the best answer to `--query`",
            f"{answer['p50']:.2f} s ({answer['min']:.2f} to {answer['max']:.2f})",
        ],
        [
            "a key, while the search for the one before runs, until it is seen",
            key_times(results["repaint_ms"]),
        ],
        ["the last key of a word until the first results", key_times(results["first_results_ms"])],
        ["… until their order by words and meaning", key_times(results["final_order_ms"])],
        ["an arrow key until the next result is selected", key_times(results["selection_ms"])],
        ["… until its code is seen", key_times(results["preview_ms"])],
    ]
    return markdown([f"{results['units']:,} units", "measured"], rows)


def watch() -> str:
    """How soon changes are found, what watching costs, and what a running process saves."""
    results, resident = read_results("watch"), read_results("resident")
    saves, switch = results["saves"], results["branch_switch"]
    fresh, used = results["idle_at_start"], results["after_more_saves"]
    first, *later = [switch[name] for name in switch if name[0].isdigit()]
    rows = [
        [f"a save until it is found by words, {results['units']:,} units", seconds(saves["full_text_s"])],
        ["… by meaning", seconds(saves["vector_s"])],
        [
            f"a branch switch of {switch['files']:,} files, {switch['units']:,} units, until all is in",
            f"{first['settled_s']:.1f} s, {first['texts_encoded']:,} texts embedded",
        ],
        [
            "… back and there again",
            f"{max(one['settled_s'] for one in later):.1f} s at most, "
            f"{sum(one['texts_encoded'] for one in later):,} embedded",
        ],
        ["watching while nothing happens", f"{fresh['cpu_percent']:.2f} % of a core"],
        [
            "memory at the start, and after 600 saves without a pause",
            f"{fresh['memory_mb']:.0f} and {used['memory_mb']:.0f} MB",
        ],
        [
            f"`codesearch search` from start to end beside it, {resident['units']:,} units",
            span(resident["with_s"]),
        ],
        ["… without it", span(resident["without_s"])],
        ["… `codesearch --version`, the least a command costs", span(resident["version_s"])],
    ]
    return markdown(["", "measured"], rows)


def stress() -> str:
    """What the watcher withstood."""
    results = read_results("stress")
    actions, answers = results["actions"], results["answers"]
    return " ".join(
        [
            f"{results['minutes']} minutes: {sum(actions.values()):,} changes of {len(actions)} kinds",
            f"({actions['switch']} branch switches, {actions['stash']} stashes and",
            f"{actions['move_folder']} moved folders among them) and {results['kills']} times `kill -9`;",
            f"{results['comparisons']} comparisons with a fresh index, row by row:",
            f"{results['differences']} differences. Searches meanwhile: {answers['warm']:,} answered by the",
            f"process, {answers['own'] + answers['gone_midway']:,} without it while it was dead,",
            f"{results['failed_searches']} failed.",
        ]
    )


def _encoding_facts(results: Any) -> str:
    """What the peaks are, how near the vectors are to fp32's, and what one question costs."""
    peaks = [f"{peak['p50']:,.0f} GFLOP/s in {kind}" for kind, peak in results["peak_gflops"].items()]
    ours, cosine = results["systems"]["codesearch"], results["cosine"]
    return (
        f"{results['texts']:,} units of {results['folder']}, {results['tokens'] / results['texts']:.0f} "
        f"tokens each on average, {results['rounds']} rounds. Peaks: {', '.join(peaks)}; ours is "
        f"{percent(ours['share_of_peak']['int8'])} of that in int8. Cosine with fp32: "
        f"{four_places(cosine['mean'])} on average, {four_places(cosine['min'])} at least. "
        f"A question's vector takes {results['query_ms']['p50']:.1f} ms, "
        f"opening the encoder {span(results['opening_s'])}."
    )
