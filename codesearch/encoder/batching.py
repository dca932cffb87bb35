"""Which inputs run together: neighbours in length, so that little of a batch is padding."""

from collections.abc import Sequence


def batches_under_budget(lengths: Sequence[int], token_budget: int) -> list[list[int]]:
    """Return batches of indices into lengths, longest first; every index stands in exactly one.

    Padded to its longest input, a batch holds at most `token_budget` tokens; a longer input runs alone.
    """
    batches: list[list[int]] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batches and (len(batches[-1]) + 1) * longest <= token_budget:
            batches[-1].append(index)
        else:
            batches.append([index])
            longest = lengths[index]
    return batches
