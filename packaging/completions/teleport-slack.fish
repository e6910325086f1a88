# fish completion for teleport-slack(8)

complete -c teleport-slack -f
complete -c teleport-slack -l help -d 'Show help'

complete -c teleport-slack -n __fish_use_subcommand -l version -d 'Show the version'
complete -c teleport-slack -n __fish_use_subcommand -a configure -d 'Print a complete, commented example configuration'
complete -c teleport-slack -n __fish_use_subcommand -a start -d 'Run the daemon'
complete -c teleport-slack -n __fish_use_subcommand -a check -d 'Check the configuration, Teleport and Slack'
complete -c teleport-slack -n __fish_use_subcommand -a manifest -d 'Print the manifest of the Slack app'
complete -c teleport-slack -n __fish_use_subcommand -a connect -d 'Install the Slack app by OAuth and write the bot token'
complete -c teleport-slack -n __fish_use_subcommand -a explain -d 'Say who may decide a request, and why'
complete -c teleport-slack -n __fish_use_subcommand -a test -d 'Run policy tests'
complete -c teleport-slack -n __fish_use_subcommand -a version -d 'Print the version'

complete -c teleport-slack -n '__fish_seen_subcommand_from start check manifest connect explain test' -s c -l config -rF -d 'Path of the configuration file'
complete -c teleport-slack -n '__fish_seen_subcommand_from start' -s d -l debug -d 'Log at DEBUG, regardless of the configured level'
complete -c teleport-slack -n '__fish_seen_subcommand_from start' -l insecure-no-tls -d 'Listen without TLS, behind a proxy'
complete -c teleport-slack -n '__fish_seen_subcommand_from check' -l offline -d 'Check only the configuration and the files it names'
complete -c teleport-slack -n '__fish_seen_subcommand_from check' -l public-url -d 'Also call the running daemon through public_addr, as Slack does'
complete -c teleport-slack -n '__fish_seen_subcommand_from check' -l format -xa 'text json' -d 'Format of the report'
complete -c teleport-slack -n '__fish_seen_subcommand_from configure' -l tests -d 'Print an example of policy tests'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain' -l roles -x -d 'Roles of a request that is not made yet'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain' -l requester -x -d 'Its requester'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain' -l resources -x -d 'Its resources'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain' -l cluster -x -d 'Its cluster'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain' -l as -x -d 'Say what a click by this person would do'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain' -l offline -d 'Make no calls'
complete -c teleport-slack -n '__fish_seen_subcommand_from explain test' -l format -xa 'text json' -d 'Format of the answer'
complete -c teleport-slack -n '__fish_seen_subcommand_from test' -l junit -rF -d 'Also write the results as JUnit XML'
complete -c teleport-slack -n '__fish_seen_subcommand_from test' -F
complete -c teleport-slack -n '__fish_seen_subcommand_from manifest' -l format -xa 'yaml json' -d 'Format of the manifest'
complete -c teleport-slack -n '__fish_seen_subcommand_from manifest' -l link -d 'Print the address that creates the app'
