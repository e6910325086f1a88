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
            'explain:Say who may decide a request, and why'
            'test:Run policy tests'
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
            explain) _arguments $config '--roles[Roles of a request that is not made yet]:roles:' '--requester[Its requester]:user:' '--resources[Its resources]:resources:' '--cluster[Its cluster]:cluster:' '--as[Say what a click by this person would do]:person:' '--offline[Make no calls]' '--format[Format of the answer]:format:(text json)' '1:ID:' $help ;;
            test) _arguments $config '--format[Format of the answer]:format:(text json)' '--junit[Also write the results as JUnit XML]:file:_files' '*:file:_files' $help ;;
            configure) _arguments '--tests[Print an example of policy tests]' $help ;;
            version) _arguments $help ;;
        esac
        ;;
esac
