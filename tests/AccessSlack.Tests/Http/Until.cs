namespace AccessSlack.Tests.Http;

internal static class Until
{
    /// <summary>Completes when it holds; fails after <see cref="Door.Patience"/>.</summary>
    public static async Task HoldsAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Door.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
