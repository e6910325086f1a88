#compdef teleport-slack

local -a config=('(-c --config)'{-c,--config}'[Path of the configuration file]:file:_files')
local -a help=('(- *)--help[Show help]')

_arguments -C '1:command:->command' '*::option:->option' '(- *)--version[Show the version]' $help && return

case $state in
    command)
        local -a commands=(
            'configure:Print a complete, commented example configuration'
            'start:Run the daemon'
            'check:Check the configuration, Teleport and Slack'
            'manifest:Print the manifest of the Slack app'
            'connect:Install the Slack app by OAuth and write the bot token'
            'version:Print the version'
        )
        _describe command commands
        ;;
    option)
        case $words[1] in
            start) _arguments $config '(-d --debug)'{-d,--debug}'[Log at DEBUG, regardless of the configured level]' '--insecure-no-tls[Listen without TLS, behind a proxy]' $help ;;
            check) _arguments $config '(--public-url)--offline[Check only the configuration and the files it names]' '(--offline)--public-url[Also call the running daemon through public_addr, as Slack does]' '--format[Format of the report]:format:(text json)' $help ;;
            manifest) _arguments $config '(--link)--format[Format of the manifest]:format:(yaml json)' '(--format)--link[Print the address that creates the app]' $help ;;
            connect) _arguments $config $help ;;
            configure | version) _arguments $help ;;
        esac
        ;;
esac
