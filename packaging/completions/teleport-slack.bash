# bash completion for teleport-slack(8)

_teleport_slack() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words
    COMPREPLY=()
    case $COMP_CWORD:$prev in
        1:*) words='configure start check manifest connect explain test version --version --help' ;;
        *:--config | *:-c)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            return
            ;;
        *:--format)
            case $command in
                check | explain | test) words='text json' ;;
                manifest) words='yaml json' ;;
            esac
            ;;
        *)
            case $command in
                start) words='--config --debug --insecure-no-tls --help' ;;
                check) words='--config --offline --public-url --format --help' ;;
                manifest) words='--config --format --link --help' ;;
                connect) words='--config --help' ;;
                explain) words='--config --roles --requester --resources --cluster --as --offline --format --help' ;;
                test) words='--config --format --junit --help' ;;
                configure) words='--tests --help' ;;
                version) words='--help' ;;
            esac
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "${words-}" -- "$cur")
}

complete -F _teleport_slack teleport-slack
