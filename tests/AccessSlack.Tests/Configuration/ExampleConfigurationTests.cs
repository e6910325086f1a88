using System.Text.RegularExpressions;
using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

public sealed partial class ExampleConfigurationTests
{
    [Fact]
    public void Text_AsPrinted_IsRefusedOnlyForItsPlaceholders()
    {
        var problems = FakeConfigSource.Read(ExampleConfiguration.Text).Problems;
        Assert.Equal(
            ["teleport.addr", "slack.token", "slack.secret", "slack.recipients"],
            problems.Select(problem => problem.Key)
        );
        Assert.All(problems, problem =>
            Assert.Equal("This is still the placeholder from the example.", problem.Message)
        );
    }

    [Fact]
    public void Text_WithValues_IsAccepted()
    {
        var settings = ConfigReaderTests.Valid(Completed());
        Assert.Equal(("auth.example.com:3025", "xoxb-1"), (settings.Teleport.Address, settings.Slack.Token.Reveal()));
    }

    [Fact]
    public void Text_EveryAcceptedKey_HasALine()
    {
        string[] oldNames = ["auth_server", "readonly", "APIURL"];
        var keys = AcceptedKeys.All.Select(name => name.Split('.')[^1]).ToList();
        Assert.DoesNotContain(keys.Except(oldNames).Except(["rules"]), key =>
            !ExampleConfiguration.Text.Contains($"\n{key} = ", StringComparison.Ordinal)
            && !ExampleConfiguration.Text.Contains($"\n# {key} = ", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(oldNames, key =>
            !ExampleConfiguration.Text.Contains($" {key} ", StringComparison.Ordinal)
            && !ExampleConfiguration.Text.Contains($" {key}.", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Schema.Sections, section =>
            !ExampleConfiguration.Text.Contains($"\n[{section}]\n", StringComparison.Ordinal)
        );
    }

    /// <summary>A line that says "remove the # to use me" must work when it is removed.</summary>
    [Fact]
    public void Text_EachCommentedSetting_CanBeUsed()
    {
        var completed = Completed();
        var commented = Commented().Matches(completed);
        Assert.True(commented.Count > 20);
        foreach (Match setting in commented)
        {
            var toml = completed.Remove(setting.Index, "# ".Length);
            if (setting.Value.StartsWith("# identity", StringComparison.Ordinal))
                toml = ClientFiles().Replace(toml, "");
            if (
                setting.Value.StartsWith("# every", StringComparison.Ordinal)
                || setting.Value.StartsWith("# max", StringComparison.Ordinal)
                || setting.Value.StartsWith("# quiet", StringComparison.Ordinal)
            )
                toml = toml.Replace("# after", "after", StringComparison.Ordinal);
            Assert.Empty(FakeConfigSource.Read(toml).Problems);
        }
    }

    [Fact]
    public void Text_RuleOfTheExample_HasEveryKeyAndCanBeUsed()
    {
        Assert.DoesNotContain(Schema.Keys("approvals.rules"), key =>
            !ExampleConfiguration.Text.Contains($"\n#   {key} = ", StringComparison.Ordinal)
        );
        var rules =
            ConfigReaderTests.Valid(Completed().Replace("\n#   ", "\n", StringComparison.Ordinal)).Approvals.Rules;
        Assert.Equal((2, 4), (rules[0].Required, rules[0].Approvers!.Value.Length));
        Assert.True(Assert.Single(rules.Skip(1)).Automatic!.IsDryRun);
    }

    [Fact]
    public void Text_RouteOfTheExample_HasEveryKeyAndCanBeUsed()
    {
        var example = ExampleConfiguration.Text.Split("#   [[routes]]")[1].Split("\n\n")[0];
        Assert.DoesNotContain(Schema.Keys("routes"), key =>
            !example.Contains($"\n#   {key} = ", StringComparison.Ordinal)
        );
        var route = Assert.Single(
            ConfigReaderTests.Valid(Completed().Replace("\n#   ", "\n", StringComparison.Ordinal)).Recipients.Routes
        );
        Assert.Equal((2, 1), (route.Resources.Length, route.Labels.Count));
    }

    private static string Completed() => ExampleConfiguration.Text
        .Replace("<auth.example.com:3025>", "auth.example.com:3025", StringComparison.Ordinal)
        .Replace("<bot token>", "xoxb-1", StringComparison.Ordinal)
        .Replace("<signing secret>", "0123456789abcdef0123456789abcdef", StringComparison.Ordinal)
        .Replace("<app-level token>", "xapp-1", StringComparison.Ordinal)
        .Replace("<client secret>", "0123456789abcdef0123456789abcdef", StringComparison.Ordinal)
        .Replace("<channel name>", "access-requests", StringComparison.Ordinal);

    [GeneratedRegex("""^# [A-Za-z0-9_"*-]+ = .+$""", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Commented();

    [GeneratedRegex(
        "^(client_key|client_crt|root_cas) .*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex ClientFiles();
}
