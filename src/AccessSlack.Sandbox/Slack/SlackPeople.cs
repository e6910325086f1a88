namespace AccessSlack.Sandbox.Slack;

/// <summary>Adds people, groups and channels. Other variations are made by <c>with</c> and <c>Put</c>.</summary>
internal static class SlackPeople
{
    public static SlackPerson AddPerson(this SlackSimulator slack, string name, string? email = null) =>
        slack.Put(new SlackPerson(slack.NextId('U'), name) { Email = email });

    /// <summary>Adds the user, or replaces the one with the same id.</summary>
    public static SlackPerson Put(this SlackSimulator slack, SlackPerson person) =>
        slack.Change(workspace => workspace.People[person.Id] = person);

    /// <summary>
    /// Adds a public channel with the app in it; <see cref="Put(SlackSimulator, SlackChannel)"/> changes the rest.
    /// </summary>
    public static SlackChannel AddChannel(
        this SlackSimulator slack,
        string name,
        params IEnumerable<SlackPerson> members
    ) => slack.Put(new SlackChannel(slack.NextId('C'), name) { Members = [.. members.Select(member => member.Id)] });

    /// <summary>Adds the channel, or replaces the one with the same id.</summary>
    public static SlackChannel Put(this SlackSimulator slack, SlackChannel channel) =>
        slack.Change(workspace => workspace.Channels[channel.Id] = channel);

    /// <summary>A guest in one channel or several; other channels do not exist for them.</summary>
    public static SlackPerson AddGuest(
        this SlackSimulator slack,
        string name,
        string? email,
        params IReadOnlyList<SlackChannel> channels
    )
    {
        var guest = slack.AddPerson(name, email) with
        {
            IsRestricted = channels.Count > 1,
            IsUltraRestricted = channels.Count <= 1,
        };
        slack.Put(guest);
        foreach (var channel in channels) slack.Join(guest, channel);
        return guest;
    }

    /// <summary>Someone from another company (Slack Connect), with which their channels are then shared.</summary>
    public static SlackPerson AddStranger(
        this SlackSimulator slack,
        string name,
        params IReadOnlyList<SlackChannel> channels
    )
    {
        var stranger = slack.AddPerson(name, $"{name}@elsewhere.example") with
        {
            TeamId = "T0ELSEWHERE",
            IsStranger = true,
        };
        slack.Put(stranger);
        foreach (var channel in channels)
            slack.Change(workspace =>
                workspace.Channels[channel.Id] = workspace.Channels[channel.Id] with { IsExternallyShared = true }
            );
        foreach (var channel in channels) slack.Join(stranger, channel);
        return stranger;
    }

    /// <summary>A member of another workspace in the same organization.</summary>
    public static SlackPerson AddSister(this SlackSimulator slack, string name, string? email = null) =>
        slack.Put(slack.AddPerson(name, email) with { TeamId = "T0SISTER", EnterpriseId = slack.Options.EnterpriseId });

    /// <summary>Another app's user.</summary>
    public static SlackPerson AddBot(this SlackSimulator slack, string name) =>
        slack.Put(slack.AddPerson(name) with { IsBot = true });

    /// <summary>The user that a workflow of Workflow Builder runs as.</summary>
    public static SlackPerson AddWorkflow(this SlackSimulator slack, string name) =>
        slack.Put(slack.AddPerson(name) with { IsBot = true, IsWorkflowBot = true });

    /// <summary>Invited, but the address is not confirmed yet.</summary>
    public static SlackPerson AddUnconfirmed(this SlackSimulator slack, string name, string email) =>
        slack.Put(slack.AddPerson(name, email) with { IsInvitedUser = true, IsEmailConfirmed = false });

    /// <summary>
    /// The person leaves the company. Lists of channels and groups may still contain them for a while.
    /// </summary>
    public static SlackPerson Deactivate(this SlackSimulator slack, SlackPerson person) =>
        slack.Change(workspace =>
            workspace.People[person.Id] = workspace.People[person.Id] with { Deleted = true }
        );

    /// <exception cref="InvalidOperationException">Slack does not let this person in.</exception>
    public static SlackChannel Join(this SlackSimulator slack, SlackPerson person, SlackChannel channel) =>
        slack.Change(workspace =>
        {
            var now = workspace.Channels[channel.Id];
            if (
                person.IsUltraRestricted is true
                && workspace.Channels.Values.Any(other =>
                    other.Id != now.Id && !other.IsDirect && other.Members.Contains(person.Id)
                )
            )
                throw new InvalidOperationException($"{person.Name} is a guest of another channel.");
            if (person.IsStranger is true && !now.IsExternallyShared)
                throw new InvalidOperationException($"{now.Name} is not shared with the company of {person.Name}.");
            return workspace.Channels[now.Id] = now with { Members = now.Members.Add(person.Id) };
        });

    public static SlackChannel Leave(this SlackSimulator slack, SlackPerson person, SlackChannel channel) =>
        slack.Change(workspace =>
        {
            var now = workspace.Channels[channel.Id];
            return workspace.Channels[now.Id] = now with { Members = now.Members.Remove(person.Id) };
        });

    public static SlackUserGroup AddGroup(
        this SlackSimulator slack,
        string handle,
        params IEnumerable<SlackPerson> people
    ) => slack.Put(new SlackUserGroup(slack.NextId('S'), handle) { Users = [.. people.Select(person => person.Id)] });

    /// <summary>Adds the user group, or replaces the one with the same id.</summary>
    public static SlackUserGroup Put(this SlackSimulator slack, SlackUserGroup group) =>
        slack.Change(workspace => workspace.Groups[group.Id] = group);

    public static SlackUserGroup Join(this SlackSimulator slack, SlackPerson person, SlackUserGroup group) =>
        slack.Change(workspace =>
        {
            var now = workspace.Groups[group.Id];
            return workspace.Groups[now.Id] = now with { Users = now.Users.Add(person.Id) };
        });

    public static SlackUserGroup Leave(this SlackSimulator slack, SlackPerson person, SlackUserGroup group) =>
        slack.Change(workspace =>
        {
            var now = workspace.Groups[group.Id];
            return workspace.Groups[now.Id] = now with { Users = now.Users.Remove(person.Id) };
        });

    private static string NextId(this SlackSimulator slack, char kind) =>
        slack.State.Read(() => slack.State.Workspace.NextId(kind));

    private static T Change<T>(this SlackSimulator slack, Func<SlackWorkspace, T> change) =>
        slack.State.Change(() => change(slack.State.Workspace));
}
