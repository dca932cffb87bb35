"""Windows over the search screen: why, the index, other repositories, help; imported when they open."""

import os
from pathlib import Path

from codesearch.tui.editors import EditorError, find_editor
from codesearch.tui.screens.indexed import ONE_FIRST, IndexedScreen
from codesearch.tui.screens.keys import KEYS


class WindowedScreen(IndexedScreen):
    """Opens windows; what is searched goes on behind them."""

    def action_why(self) -> None:
        """Show the parts of the selected result's score."""
        from codesearch.tui.screens.why import WhyScreen

        hits = self.results.arrangement.hits
        hit = self.results.arrangement.selected_hit
        if hit is not None:
            keys = next(key.key for key in KEYS if key.action == "why").split(",")
            self.app.push_screen(WhyScreen(hit, max(other.score for other in hits), keys=keys))

    def action_build(self) -> None:
        """Build the index, or bring it up to date."""
        self.build()

    def action_show_index(self) -> None:
        """Show what is indexed."""
        from codesearch.tui.screens.indexing import IndexScreen

        if self.builder is None:
            self.app.notify(ONE_FIRST, markup=False)
        else:
            self.app.push_screen(IndexScreen(self.builder.index, self.builder))

    def action_show_help(self) -> None:
        """Show all keys."""
        from codesearch.tui.screens.help import HelpScreen, binding_sections, editor_section, filter_section

        try:
            editor = find_editor(os.environ)
        except EditorError as error:
            editor = str(error)
        self.app.push_screen(
            HelpScreen([*binding_sections("Keys", KEYS), filter_section(), editor_section(editor)])
        )

    def action_show_repositories(self) -> None:
        """Choose another repository, or all."""
        from codesearch.tui.screens.repositories import All, RepositoryScreen

        def chosen(answer: Path | All | None) -> None:
            if isinstance(answer, All):
                self.search_in(self.session.root, is_everywhere=True)
            elif answer is not None:
                self.search_in(answer)

        current = None if self.session.is_everywhere else self.session.root
        self.app.push_screen(RepositoryScreen(self.session.index_dir, current), chosen)
