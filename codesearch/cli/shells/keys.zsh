# Ctrl-G searches code: on an empty line as an application, behind a command to put what is chosen into the line.
# Why this key: g as in grep, and what zsh does with it, giving up, Ctrl-C does as well. Another, set before:
# CODESEARCH_KEY='^X^G'

_codesearch_pick() {
    emulate -L zsh
    local place places words text=
    zle -I # the line is drawn anew below what the application leaves
    if [[ -z ${BUFFER//[[:space:]]/} ]]; then
        codesearch tui </dev/tty >/dev/tty
    elif places=$(codesearch tui --print </dev/tty); then
        for place in "${(@f)places}"; do
            words=$(_codesearch_words "$place" "$BUFFER")
            [[ " $text" == *" $words "* ]] || text+="$words " # several places of a file are one path
        done
        LBUFFER+=$text
    fi
    zle reset-prompt
}

# A place, "path:line", as the command at the beginning of a line takes it.
_codesearch_words() {
    local -a words=(${(z)2})
    local file=${(q)1%:*} line=${1##*:}
    case ${words[1]:t} in
        vi|vim|nvim|view|nano|micro|kak|emacs|emacsclient|less) print -rn -- "+$line $file" ;;
        code|codium|cursor) print -rn -- "--goto $file:$line" ;;
        hx|helix|subl|zed) print -rn -- "$file:$line" ;;
        *) print -rn -- "$file" ;;
    esac
}

if [[ -o zle ]]; then
    zle -N _codesearch_pick
    bindkey -M emacs "${CODESEARCH_KEY:-^G}" _codesearch_pick
    bindkey -M viins "${CODESEARCH_KEY:-^G}" _codesearch_pick
fi
