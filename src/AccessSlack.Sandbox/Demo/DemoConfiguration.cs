namespace AccessSlack.Sandbox.Demo;

/// <summary>The daemon's configuration: who is told of what, and the rules that the page explains.</summary>
internal static class DemoConfiguration
{
    /// <param name="setup">The tables [teleport] and [slack].</param>
    /// <param name="people">Everyone in the demo.</param>
    /// <param name="now">Lies within the window of the automatic rule.</param>
    public static string Toml(string setup, IEnumerable<DemoPerson> people, DateTimeOffset now) => $$"""
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
        before_end = "1m"

        [reminders]
        after = "1m"
        every = "2m"
        max = 3

        [[approvals.rules]]
        name = "production"
        roles = ["prod-*"]
        approvers = ["group:sre"]
        required = 2
        reason = "deny"
        reason_min_length = 10
        confirm = true

        [[approvals.rules]]
        name = "kubernetes"
        roles = ["k8s-*"]
        partial = true
        warning = "k8s-admin can read every secret of the cluster."

        [[approvals.rules]]
        name = "logs"
        roles = ["logs"]
        decide = "approve"
        when = "{{Window(now)}}"
        limit = 2

        [[approvals.rules]]
        name = "all others"
        roles = ["*"]
        escalate_after = "1h"
        escalate_to = ["dave@example.com"]

        [http]
        listen_addr = "127.0.0.1:0"
        insecure = true
        """;

    /// <summary>From the hour before to half a day later, every day.</summary>
    private static string Window(DateTimeOffset now) =>
        $"mon-sun {now.UtcDateTime.AddHours(-1):HH}:00-{now.UtcDateTime.AddHours(12):HH}:00 UTC";
}
