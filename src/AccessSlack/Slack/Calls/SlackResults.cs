namespace AccessSlack.Slack.Calls;

/// <summary>Continues with what succeeded; a failure is passed through.</summary>
internal static class SlackResults
{
    public static SlackResult<TNext> Then<T, TNext>(this SlackResult<T> result, Func<T, SlackResult<TNext>> next) =>
        result is SlackResult<T>.Ok { Value: var value }
            ? next(value)
            : new SlackResult<TNext>.Failed(((SlackResult<T>.Failed)result).Failure);

    public static async Task<SlackResult<TNext>> ThenAsync<T, TNext>(
        this SlackResult<T> result,
        Func<T, Task<SlackResult<TNext>>> next
    ) =>
        result is SlackResult<T>.Ok { Value: var value }
            ? await next(value)
            : new SlackResult<TNext>.Failed(((SlackResult<T>.Failed)result).Failure);

    public static SlackResult<TNext> Map<T, TNext>(this SlackResult<T> result, Func<T, TNext> map) =>
        result.Then(value => new SlackResult<TNext>.Ok(map(value)));

    /// <summary>The code of a failure; empty for a success.</summary>
    public static string Code<T>(this SlackResult<T> result) =>
        result is SlackResult<T>.Failed { Failure.Code: var code } ? code : "";

    /// <summary>A failure of this destination or user, found without or after a successful call.</summary>
    public static SlackResult<T> Destination<T>(string code, string remedy) =>
        new SlackResult<T>.Failed(new(SlackFailureKind.Destination, code, remedy));
}
