namespace AccessSlack.Sandbox.Slack;

/// <content>Who is there, and where. Anything else is made by a <c>with</c> and a <c>Put</c>.</content>
internal sealed partial class SlackSimulator
{
    public SlackPerson AddPerson(string name, string? email = null) =>
        Put(new SlackPerson(Read(() => _workspace.NextId('U')), name) { Email = email });

    /// <summary>Adds or replaces the user of that id.</summary>
    public SlackPerson Put(SlackPerson person) => Change(() => _workspace.People[person.Id] = person);

    /// <summary>A public channel with the app in it; change the rest by <see cref="Put(SlackChannel)"/>.</summary>
    public SlackChannel AddChannel(string name, params IEnumerable<SlackPerson> members) =>
        Put(
            new SlackChannel(Read(() => _workspace.NextId('C')), name)
            {
                Members = [.. members.Select(member => member.Id)],
            }
        );

    /// <summary>Adds or replaces the channel of that id.</summary>
    public SlackChannel Put(SlackChannel channel) => Change(() => _workspace.Channels[channel.Id] = channel);

    /// <summary>A guest of one channel, or of several; other channels do not exist for them.</summary>
    public SlackPerson AddGuest(string name, string? email, params IReadOnlyList<SlackChannel> channels)
    {
        var guest = Put(
            AddPerson(name, email) with
            {
                IsRestricted = channels.Count > 1,
                IsUltraRestricted = channels.Count <= 1,
            }
        );
        foreach (var channel in channels) Join(guest, channel);
        return guest;
    }

    /// <summary>
    /// Someone from another company (Slack Connect). Their channels are shared with that company from now on.
    /// </summary>
    public SlackPerson AddStranger(string name, params IReadOnlyList<SlackChannel> channels)
    {
        var stranger = Put(
            AddPerson(name, $"{name}@elsewhere.example") with
            {
                TeamId = "T0ELSEWHERE",
                IsStranger = true,
            }
        );
        foreach (var channel in channels)
            Change(() =>
                _workspace.Channels[channel.Id] = _workspace.Channels[channel.Id] with { IsExternallyShared = true }
            );
        foreach (var channel in channels) Join(stranger, channel);
        return stranger;
    }

    /// <summary>A member of another workspace of the same organisation.</summary>
    public SlackPerson AddSister(string name, string? email = null) =>
        Put(AddPerson(name, email) with { TeamId = "T0SISTER", EnterpriseId = Options.EnterpriseId });

    /// <summary>Another app's user.</summary>
    public SlackPerson AddBot(string name) => Put(AddPerson(name) with { IsBot = true });

    /// <summary>The user under which a workflow of Workflow Builder acts.</summary>
    public SlackPerson AddWorkflow(string name) => Put(AddPerson(name) with { IsBot = true, IsWorkflowBot = true });

    /// <summary>Invited, and nobody has shown yet that the address is theirs.</summary>
    public SlackPerson AddUnconfirmed(string name, string email) =>
        Put(AddPerson(name, email) with { IsInvitedUser = true, IsEmailConfirmed = false });

    /// <summary>The person leaves the company. Lists of channels and groups may name them for a while.</summary>
    public SlackPerson Deactivate(SlackPerson person) =>
        Change(() => _workspace.People[person.Id] = _workspace.People[person.Id] with { Deleted = true });

    /// <exception cref="InvalidOperationException">Slack does not let this person in.</exception>
    public SlackChannel Join(SlackPerson person, SlackChannel channel) => Change(() =>
        {
            var now = _workspace.Channels[channel.Id];
            if (
                person.IsUltraRestricted is true
                && _workspace.Channels.Values.Any(other =>
                    other.Id != now.Id && !other.IsDirect && other.Members.Contains(person.Id)
                )
            )
                throw new InvalidOperationException($"{person.Name} is a guest of another channel.");
            if (person.IsStranger is true && !now.IsExternallyShared)
                throw new InvalidOperationException($"{now.Name} is not shared with the company of {person.Name}.");
            return _workspace.Channels[now.Id] = now with { Members = now.Members.Add(person.Id) };
        });

    public SlackChannel Leave(SlackPerson person, SlackChannel channel) => Change(() =>
            _workspace.Channels[channel.Id] = _workspace.Channels[channel.Id] with
            {
                Members = _workspace.Channels[channel.Id].Members.Remove(person.Id),
            }
        );

    public SlackUserGroup AddGroup(string handle, params IEnumerable<SlackPerson> people) =>
        Put(
            new SlackUserGroup(Read(() => _workspace.NextId('S')), handle)
            {
                Users = [.. people.Select(person => person.Id)],
            }
        );

    /// <summary>Adds or replaces the user group of that id.</summary>
    public SlackUserGroup Put(SlackUserGroup group) => Change(() => _workspace.Groups[group.Id] = group);

    public SlackUserGroup Join(SlackPerson person, SlackUserGroup group) => Change(() =>
            _workspace.Groups[group.Id] = _workspace.Groups[group.Id] with
            {
                Users = _workspace.Groups[group.Id].Users.Add(person.Id),
            }
        );

    public SlackUserGroup Leave(SlackPerson person, SlackUserGroup group) => Change(() =>
            _workspace.Groups[group.Id] = _workspace.Groups[group.Id] with
            {
                Users = _workspace.Groups[group.Id].Users.Remove(person.Id),
            }
        );
}
