# Ctrl-G searches code: on an empty line as an application, behind a command to put what is chosen into the line.
# Why this key: g as in grep, and what fish does with it, giving up, Ctrl-C does as well. Another, set before:
# set -g CODESEARCH_KEY \cx\cg

function _codesearch_pick
    if test -z "$(commandline | string trim)"
        codesearch tui </dev/tty >/dev/tty
    else if set -l places (codesearch tui --print </dev/tty)
        set -l words
        for place in $places
            set -l word (_codesearch_words $place "$(commandline)")
            contains -- $word $words; or set -a words $word # several places of a file are one path
        end
        commandline -i -- "$words "
    end
    commandline -f repaint
end

# A place, "path:line", as the command at the beginning of a line takes it.
function _codesearch_words -a place typed
    set -l file (string escape -- (string replace -r ':[0-9]+$' '' -- $place))
    set -l line (string match -r '[0-9]+$' -- $place)
    set -l words (string split -n ' ' -- $typed)
    switch (basename -- $words[1])
        case vi vim nvim view nano micro kak emacs emacsclient less
            printf "%s\n" "+$line $file"
        case code codium cursor
            printf "%s\n" "--goto $file:$line"
        case hx helix subl zed
            printf "%s\n" "$file:$line"
        case '*'
            printf "%s\n" $file
    end
end

if status is-interactive
    set -q CODESEARCH_KEY; or set -g CODESEARCH_KEY \cg
    bind $CODESEARCH_KEY _codesearch_pick
    bind -M insert $CODESEARCH_KEY _codesearch_pick
end
