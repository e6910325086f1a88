using AccessSlack.Approvals;

namespace AccessSlack.Tests.Configuration.Sections;

/// <summary><c>[[approvals.rules]]</c>: every key, and every rule that is refused.</summary>
public sealed class RuleSectionsTests
{
    /// <summary>Eight lines; the first rule's header is line 9.</summary>
    private const string Good = """
        [teleport]
        identity = '/id'
        [slack]
        token = 'xoxb-1'
        recipients = ['access']
        [http]
        insecure = true
        [approvals]

        """;

    /// <summary>The rules, then line, key and message of the only problem.</summary>
    public static TheoryData<string, int, string, string> Faults => new()
        {
            // Keys and types
            {
                "[[approvals.rules]]",
                9,
                "approvals.rules.roles",
                "A rule needs the roles that it applies to. Set roles to a list of names or patterns; \"*\" is " +
                "every role."
            },
            {
                "[[approvals.rules]]\nroles = []",
                10,
                "approvals.rules.roles",
                "This list is empty. Name at least one, or remove it."
            },
            {
                "[[approvals.rules]]\nroles = ['a', ' ']",
                10,
                "approvals.rules.roles",
                "This text is empty. Remove it, or enter a value."
            },
            {
                "[[approvals.rules]]\nroles = [1]",
                10,
                "approvals.rules.roles",
                "Expected text, but found a number. Put the text in quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nrequesters = []",
                11,
                "approvals.rules.requesters",
                "This list is empty. Name at least one, or remove it."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nclusters = []",
                11,
                "approvals.rules.clusters",
                "This list is empty. Name at least one, or remove it."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nrequesters = ['group:a b']",
                11,
                "approvals.rules.requesters",
                "This is not a user group. Write group: and the handle or the ID of a user group."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nrequesters = ['group:sre*']",
                11,
                "approvals.rules.requesters",
                "This is not a user group. Write group: and the handle or the ID of a user group."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nrequesters = ['channel:sre']",
                11,
                "approvals.rules.requesters",
                "Requesters cannot be the members of a channel. Name a user group, such as group:sre, or Teleport " +
                "users."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nname = 'a,b'",
                11,
                "approvals.rules.name",
                "This name has characters that a rule's name cannot have. Use letters, digits, spaces, hyphens, " +
                "underscores and dots."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nname = '12'",
                11,
                "approvals.rules.name",
                "This could be taken for the number of a rule. Use a name with at least one letter."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nname = 'DB'\n[[approvals.rules]]\nroles = ['b']\nname = 'db'",
                14,
                "approvals.rules.name",
                "The rule in line 9 already has this name. Give each rule a name of its own."
            },
            {
                $"[[approvals.rules]]\nroles = ['a']\nwarning = '{new string('w', 301)}'",
                11,
                "approvals.rules.warning",
                "This warning is too long. Use at most 300 characters."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_after = '30m'",
                11,
                "approvals.rules.escalate_after",
                "Without escalate_to no one is told, so this has no effect. Set escalate_to, such as [\"oncall\"], " +
                "or remove this."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_to = 'oncall'",
                11,
                "approvals.rules.escalate_to",
                "Without escalate_after no one is ever told, so this has no effect. Set escalate_after, such as " +
                "\"30m\", or remove this."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_after = '59s'\nescalate_to = 'oncall'",
                11,
                "approvals.rules.escalate_after",
                "This is too short: people need at least a minute. Write \"1m\" or more, or remove escalate_after " +
                "and escalate_to."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_after = 'soon'\nescalate_to = 'oncall'",
                11,
                "approvals.rules.escalate_after",
                "This is not a duration. Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs " +
                "no unit."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_after = '1m'\nescalate_to = []",
                12,
                "approvals.rules.escalate_to",
                "This list is empty, so the request is escalated to no one. Name at least one recipient."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_after = '1m'\nescalate_to = ['on call']",
                12,
                "approvals.rules.escalate_to",
                "A recipient must not contain blanks. Write a channel name or id, a user id, or an e-mail address."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nescalate_after = '1m'\nescalate_to = ['group:leads']",
                12,
                "approvals.rules.escalate_to",
                "A user group cannot receive messages. Name a channel of the group, or its members."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nbuttons = 'link'\nescalate_after = '1m'\nescalate_to = 'oncall'",
                13,
                "approvals.rules.escalate_to",
                "With buttons = \"link\" the role is only decided in Teleport, so this rule never escalates. Remove " +
                "escalate_after and escalate_to, or buttons."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\napprover = ['group:a']",
                11,
                "approvals.rules.approver",
                "There is no such key. Did you mean approvers?"
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nallow_self = true",
                11,
                "approvals.rules.allow_self",
                "There is no such key. It belongs in the section [approvals]."
            },
            {
                "required = 2",
                9,
                "approvals.required",
                "There is no such key. It belongs in a section [[approvals.rules]]."
            },
            {
                "[approvals.rules]\nroles = ['a']",
                9,
                "approvals.rules",
                "Expected a list of sections, but found a section. Begin each with a line [[approvals.rules]], in " +
                "double brackets."
            },
            {
                "rules = ['a']",
                9,
                "approvals.rules",
                "Expected a list of sections, but found a list. Begin each with a line [[approvals.rules]], in " +
                "double brackets."
            },
            {
                "rules = [{roles = ['a']}, 'b']",
                9,
                "approvals.rules",
                "Not everything in this list is a section. Begin each with a line [[approvals.rules]], in double " +
                "brackets."
            },
            { "rules = []", 9, "approvals.rules", "This list is empty. Remove it, or enter a value." },
            // Approvers
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = []",
                11,
                "approvals.rules.approvers",
                "This list is empty: nobody could ever decide. Name at least one, or remove it to let everybody in " +
                "a channel of the role decide."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = ['group:a', '@alice']",
                11,
                "approvals.rules.approvers",
                "This is not an approver. Write a Slack user id, an e-mail address, group:handle or channel:name."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = ['group:']",
                11,
                "approvals.rules.approvers",
                "This is not an approver. Write a Slack user id, an e-mail address, group:handle or channel:name."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = ['']",
                11,
                "approvals.rules.approvers",
                "This text is empty. Remove it, or enter a value."
            },
            // Numbers and words
            {
                "[[approvals.rules]]\nroles = ['a']\nrequired = 0",
                11,
                "approvals.rules.required",
                "This number is out of range. Write a number from 1 to 50, without quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nrequired = '2'",
                11,
                "approvals.rules.required",
                "Expected a whole number, but found text. Write a number from 1 to 50, without quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nrequired = 1.5",
                11,
                "approvals.rules.required",
                "Expected a whole number, but found a number. Write a number from 1 to 50, without quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\ndeny_required = -1",
                11,
                "approvals.rules.deny_required",
                "This number is out of range. Write a number from 1 to 50, without quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\ndeny_required = 9_999_999_999",
                11,
                "approvals.rules.deny_required",
                "This number is out of range. Write a number from 1 to 50, without quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nreason = 'sometimes'",
                11,
                "approvals.rules.reason",
                "This value is not allowed here. Write one of never, deny, approve, always."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nreason_min_length = 5",
                11,
                "approvals.rules.reason_min_length",
                "No reason is required, so this has no effect. Set reason to deny, approve or always, or remove this."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nreason = 'always'\nreason_min_length = 3001",
                12,
                "approvals.rules.reason_min_length",
                "This number is out of range. Write a number from 0 to 3000, without quotes."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nbuttons = 'none'",
                11,
                "approvals.rules.buttons",
                "This value is not allowed here. Write one of decide, link."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nconfirm = 'yes'",
                11,
                "approvals.rules.confirm",
                "Expected true or false, but found text. Write true or false, without quotes."
            },
            // Rules that can never be met
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = ['a@example.com', 'U01ABCDEF23']\nrequired = 3",
                12,
                "approvals.rules.required",
                "This can never be met: it requires 3 people, but only 2 can decide. Name more approvers, or lower " +
                "the number."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = ['a@example.com', 'A@Example.com']\ndeny_required = 2",
                12,
                "approvals.rules.deny_required",
                "This can never be met: it requires 2 people, but only 1 can decide. Name more approvers, or lower " +
                "the number."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\napprovers = ['U01ABCDEF23', 'U02ABCDEF23']\nrequired = " +
                "2\n[users]\nU01ABCDEF23 = 'bob'\nU02ABCDEF23 = 'bob'",
                12,
                "approvals.rules.required",
                "This can never be met: it requires 2 people, but only 1 can decide. Name more approvers, or lower " +
                "the number."
            },
            {
                "[[approvals.rules]]\nroles = ['dba', 'prod-*']\nrequired = 2\n[role_to_recipients]\ndba = " +
                "['a@example.com']",
                11,
                "approvals.rules.required",
                "This can never be met: it requires 2 people, but only 1 can decide. Add a channel under " +
                "[role_to_recipients], name approvers, or lower the number."
            },
            // Partial approval
            {
                "[[approvals.rules]]\nroles = ['a']\npartial = true",
                11,
                "approvals.rules.partial",
                "All rules together name one single role, so no request that can be decided in Slack has a second " +
                "one to decide by itself. Remove partial, or add rules for other roles."
            },
            {
                "[[approvals.rules]]\nroles = ['*']\nbuttons = 'link'\npartial = true",
                12,
                "approvals.rules.partial",
                "Requests with a role of this rule are not decided in Slack, so this has no effect. Remove partial, " +
                "or buttons = \"link\"."
            },
            {
                "via = 'person'\n[[approvals.rules]]\nroles = ['*']\npartial = true",
                12,
                "approvals.rules.partial",
                "With via = \"person\" every decision is a review in Teleport, and a review is on all roles of a " +
                "request. Remove partial, or set via = \"auto\" or \"state\" under [approvals]."
            },
            {
                "via = 'review'\n[[approvals.rules]]\nroles = ['*']\npartial = true",
                12,
                "approvals.rules.partial",
                "With via = \"review\" every decision is a review in Teleport, and a review is on all roles of a " +
                "request. Remove partial, or set via = \"auto\" or \"state\" under [approvals]."
            },
            // Rules that never decide
            {
                "[[approvals.rules]]\nroles = ['a', 'b']\n[[approvals.rules]]\nroles = ['b', 'a']",
                12,
                "approvals.rules.roles",
                "The rules in line 9 and line 11 have the same patterns, so only the first is ever used. Merge " +
                "them, or remove one."
            },
            {
                "[[approvals.rules]]\nroles = ['a']\nclusters = ['c']\n[[approvals.rules]]\nroles = ['a']\nclusters " +
                "= ['c']",
                13,
                "approvals.rules.roles",
                "The rules in line 9 and line 12 have the same patterns, so only the first is ever used. Merge " +
                "them, or remove one."
            },
            {
                "[[approvals.rules]]\nroles = ['prod-*']\n[[approvals.rules]]\nroles = ['prod-db']\nrequesters = " +
                "['alice']",
                12,
                "approvals.rules.roles",
                "The rule in line 11 is never used, because the one in line 9 comes first and matches everything " +
                "that it matches. Move the narrower rule up, or remove it."
            },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_FaultyRule_IsReportedWithPlaceAndCure(string rules, int line, string key, string message)
    {
        var problem = Assert.Single(FakeConfigSource.Read(Good + rules).Problems);
        Assert.Equal((line, key, message), (problem.Line, problem.Key, $"{problem.Message} {problem.Remedy}"));
    }

    [Fact]
    public void Read_EveryKey_MeansWhatItSays()
    {
        var rule = Assert.Single(
            Read(
                """
                [[approvals.rules]]
                roles = ['prod-*', 'dba']
                requesters = 'alice'
                clusters = ['prod']
                approvers = ['U01ABCDEF23', 'Lead@Example.com', 'group:@DBA-leads', 'group:S01ABCDEF23', 'channel:#prod-oncall', 'channel:C01ABCDEF23']
                required = 2
                deny_required = 3
                reason = 'Always'
                reason_min_length = 10
                confirm = true
                buttons = 'LINK'
                """
            )
        );
        Assert.Equal(["prod-*", "dba"], rule.Roles.AsEnumerable());
        Assert.Equal(("alice", "prod"), (Assert.Single(rule.Requesters), Assert.Single(rule.Clusters)));
        Assert.Equal(
            [
                "U01ABCDEF23",
                "lead@example.com",
                "group:dba-leads",
                "group:S01ABCDEF23",
                "channel:prod-oncall",
                "channel:C01ABCDEF23",
            ],
            rule.Approvers!.Value.Select(approver => approver.ToString())
        );
        Assert.Equal(
            (2, 3, ReasonDemand.Always, 10, true, Buttons.Link),
            (rule.Required, rule.DenyRequired, rule.Reason, rule.ReasonMinLength, rule.Confirm, rule.Buttons)
        );
    }

    [Fact]
    public void Read_OnlyRoles_IsTheImplicitRuleForThem()
    {
        var rule = Assert.Single(Read("[[approvals.rules]]\nroles = ['*']\napprovers = ''\nreason = ''"));
        Assert.Null(rule.Approvers);
        Assert.Equal(
            (1, 1, ReasonDemand.Never, 0, false, Buttons.Decide),
            (rule.Required, rule.DenyRequired, rule.Reason, rule.ReasonMinLength, rule.Confirm, rule.Buttons)
        );
    }

    [Fact]
    public void Read_Escalation_NormalizesItsRecipients()
    {
        var rule = Assert.Single(Read(
            "[[approvals.rules]]\nroles = ['a']\nescalate_after = '1h30m'\n" +
            "escalate_to = ['#OnCall', 'oncall', 'U0LEAD0001']"
        ));
        Assert.Equal(TimeSpan.FromMinutes(90), rule.Escalation!.After);
        Assert.Equal<string>(["oncall", "U0LEAD0001"], rule.Escalation.To);
    }

    /// <summary>The rule's role, its recipients, and whether an escalation to "access" tells someone new.</summary>
    [Theory]
    [InlineData("a", "", false)]
    [InlineData("*", "", false)]
    [InlineData("a", "[role_to_recipients]\na = ['other']", true)]
    [InlineData("*", "[role_to_recipients]\na = ['other']", true)]
    [InlineData("b", "[role_to_recipients]\na = ['other']", false)]
    [InlineData("a*", "[role_to_recipients]\n'*' = ['access', 'other']", false)]
    [InlineData("a", "[[routes]]\nroles = ['a']\nto = 'other'", true)]
    public void Read_EscalationToThoseWhoAreToldAnyway_IsWarnedOf(string role, string recipients, bool isOfUse)
    {
        var result = FakeConfigSource.Read(
            $"{Good}[[approvals.rules]]\nroles = ['{role}']\nescalate_after = '1m'\nescalate_to = 'access'\n" +
            recipients
        );
        Assert.Empty(result.Problems);
        Assert.Equal(isOfUse ? 0 : 1, result.Warnings.Count(warning => warning.Key == "approvals.rules.escalate_to"));
    }

    /// <summary>One person is told at first, and one more by the escalation, who may then decide as well.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Read_NumberThatTheEscalationMeets_IsAccepted(int required, bool isAccepted) => Assert.Equal(
        isAccepted,
        FakeConfigSource.Read(
            $"{Good}[[approvals.rules]]\nroles = ['a']\nrequired = {required}\nescalate_after = '1m'\n" +
            "escalate_to = 'lead@example.com'\n[role_to_recipients]\na = 'bob@example.com'"
        ).Problems.IsEmpty
    );

    [Fact]
    public void Read_NoRules_HasNone() => Assert.Empty(Read(""));

    /// <summary>Only Slack knows how many are in a group or a channel.</summary>
    [Theory]
    [InlineData("approvers = ['group:leads', 'a@example.com']")]
    [InlineData("approvers = ['channel:oncall']")]
    [InlineData("")]
    public void Read_ManyOfUnknownMany_IsAccepted(string approvers) =>
        Read($"[[approvals.rules]]\nroles = ['a']\nrequired = 50\n{approvers}");

    [Fact]
    public void Read_NarrowRulesBeforeWideOnes_AreAccepted() => Assert.Equal(4, Read("""
        [[approvals.rules]]
        roles = ['prod-db']
        [[approvals.rules]]
        roles = ['prod-*']
        requesters = ['alice']
        [[approvals.rules]]
        roles = ['prod-*']
        clusters = ['c']
        [[approvals.rules]]
        roles = ['prod-*', '*']
        """).Length);

    [Fact]
    public void Read_FaultOfARule_RepeatsNoValue()
    {
        const string Secret = "xoxp-very-secret-value-0123456789";
        foreach (var key in AccessSlack.Configuration.Schema.Keys("approvals.rules"))
        {
            var problems = FakeConfigSource
                .Read($"{Good}[[approvals.rules]]\nroles = []\n{key} = '<{Secret}>'")
                .Problems;
            Assert.NotEmpty(problems);
            Assert.DoesNotContain(problems, problem =>
                problem.ToString().Contains("secret-value", StringComparison.Ordinal)
            );
        }
    }

    private static ApprovalRule[] Read(string rules)
    {
        var result = FakeConfigSource.Read(Good + rules);
        Assert.Empty(result.Problems);
        return [.. result.Settings!.Approvals.Rules];
    }
}
