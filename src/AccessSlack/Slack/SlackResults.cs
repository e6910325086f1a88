namespace AccessSlack.Slack;

/// <summary>Goes on with what succeeded; a failure stays what it is.</summary>
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

    /// <summary>The code of a failure, else nothing.</summary>
    public static string Code<T>(this SlackResult<T> result) =>
        result is SlackResult<T>.Failed { Failure.Code: var code } ? code : "";
}
