using System.Collections.Immutable;

namespace AccessSlack.Sandbox.Slack;

/// <summary>What a person enters into a modal before submitting it.</summary>
/// <param name="Typed">Goes into the first text field.</param>
internal sealed record SlackInput(string Typed)
{
    /// <summary>
    /// The value of the option that is chosen in each menu, by block_id; a menu that is not named keeps what it shows.
    /// </summary>
    public ImmutableDictionary<string, string> Choices { get; init; } = ImmutableDictionary<string, string>.Empty;

    public static implicit operator SlackInput(string typed) => new(typed);
}
