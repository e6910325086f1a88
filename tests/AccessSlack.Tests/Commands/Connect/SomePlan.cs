using System.Net;
using AccessSlack.Commands.Connect;

namespace AccessSlack.Tests.Commands.Connect;

/// <summary>A plan for tests that are not about where it comes from.</summary>
internal static class SomePlan
{
    public static ConnectPlan Of() =>
        new(
            "11.22",
            new Secret("0123456789abcdef0123456789abcdef"),
            "/var/lib/token",
            new Uri("https://slack.example.com/slack/oauth/callback"),
            [
                new("chat:write", "posting", IsRequired: true),
                new("users:read", "people", IsRequired: true),
                new("commands", "the slash command", IsRequired: false),
            ],
            new(new IPEndPoint(IPAddress.Loopback, 0), null, null, null, Insecure: true, Diagnostics: null),
            new Uri("https://slack.com/api/")
        );
}
