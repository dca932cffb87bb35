# Ctrl-G searches code: on an empty line as an application, behind a command to put what is chosen into the line.
# Why this key: g as in grep, and what readline does with it, giving up, Ctrl-C does as well. Another, set before:
# CODESEARCH_KEY='\C-x\C-g'

_codesearch_pick() {
    local place places words text=
    if [[ $READLINE_LINE != *[![:space:]]* ]]; then
        codesearch tui </dev/tty >/dev/tty
        return
    fi
    places=$(codesearch tui --print </dev/tty) || return
    while IFS= read -r place; do
        words=$(_codesearch_words "$place" "$READLINE_LINE")
        [[ " $text" == *" $words "* ]] || text+="$words " # several places of a file are one path
    done <<<"$places"
    READLINE_LINE=${READLINE_LINE:0:READLINE_POINT}$text${READLINE_LINE:READLINE_POINT}
    READLINE_POINT=$((READLINE_POINT + ${#text}))
}

# A place, "path:line", as the command at the beginning of a line takes it.
_codesearch_words() {
    local command file line=${1##*:}
    printf -v file %q "${1%:*}"
    read -r command _ <<<"$2"
    case ${command##*/} in
        vi | vim | nvim | view | nano | micro | kak | emacs | emacsclient | less) echo "+$line $file" ;;
        code | codium | cursor) echo "--goto $file:$line" ;;
        hx | helix | subl | zed) echo "$file:$line" ;;
        *) echo "$file" ;;
    esac
}

if [[ $- == *i* && ${BASH_VERSINFO[0]} -ge 4 ]]; then # older ones do not tell what is in the line
    bind -m emacs -x "\"${CODESEARCH_KEY:-\\C-g}\": _codesearch_pick"
    bind -m vi-insert -x "\"${CODESEARCH_KEY:-\\C-g}\": _codesearch_pick"
fi
