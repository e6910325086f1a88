# completions.zsh FOLDER LINE
# Prints what zsh offers at the end of LINE, one offer a line, with the completion functions in FOLDER.
# Only a zsh at a terminal completes, so this one drives another at a pseudo-terminal, which reads the first part.

if [[ -o interactive ]]; then
    fpath=($1 $fpath)
    autoload -Uz compinit && compinit -D -u
    compadd() {
        # With -O, -A or -D a function only asks what would match.
        if (( ! ${@[(I)-[OAD]*]} )); then
            local -a offers
            builtin compadd -O offers "$@"
            print -lr -- "<offer>"${^offers}"</offer>"
        fi
        builtin compadd "$@"
    }
    tell() {
        _main_complete
        compstate[list]= compstate[insert]=
        print '<end>'
    }
    zle -C tell list-choices tell
    bindkey '^I' tell
    return
fi

zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "source ${(q)0:a} ${(q)1}"
zpty -w -n inner "$2"$'\t'
zpty -r inner said '*<end>*' && print -r -- $said | sed -n 's/.*<offer>\(.*\)<\/offer>.*/\1/p'
zpty -d inner
