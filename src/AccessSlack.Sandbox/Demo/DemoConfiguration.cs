namespace AccessSlack.Sandbox.Demo;

/// <summary>The daemon's configuration: who is told of what, and the rules that the page explains.</summary>
internal static class DemoConfiguration
{
    /// <param name="setup">The tables [teleport] and [slack].</param>
    /// <param name="people">Everyone in the demo.</param>
    public static string Toml(string setup, IEnumerable<DemoPerson> people) => $$"""
        {{setup}}
        home = true

        [role_to_recipients]
        "*" = ["access-requests", "bob@example.com"]

        [[routes]]
        labels = { env = "prod" }
        to = ["access-requests", "bob@example.com", "{{DemoResources.OnCall}}"]

        [users]
        {{string.Join('\n', people.Where(one => one.MayAsk).Select(one => $"{one.Person.Id} = '{one.Person.Name}'"))}}

        [notify]
        requester = "all"

        [reminders]
        after = "1m"
        every = "2m"
        max = 3

        [[approvals.rules]]
        roles = ["prod-*"]
        approvers = ["group:sre"]
        required = 2
        reason = "deny"
        reason_min_length = 10
        confirm = true

        [[approvals.rules]]
        roles = ["*"]

        [http]
        listen_addr = "127.0.0.1:0"
        """;
}
