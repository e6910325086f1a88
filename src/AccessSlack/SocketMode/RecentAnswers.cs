namespace AccessSlack.SocketMode;

/// <summary>
/// The answers of the last interactions. Slack sends an envelope again if it saw no acknowledgement, perhaps over
/// another socket: then it gets the same answer, and nothing is done twice.
/// </summary>
internal sealed class RecentAnswers
{
    /// <summary>A dialog that stays open has an answer of some hundred kilobytes at most.</summary>
    private const int Most = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<byte[]?>> _answers = [];
    private readonly Queue<string> _order = new();

    /// <param name="key">Names the interaction.</param>
    /// <param name="answer">Called if it is new.</param>
    public Task<byte[]?> Of(string key, Func<Task<byte[]?>> answer)
    {
        lock (_lock)
        {
            if (_answers.TryGetValue(key, out var known)) return known;
            if (_order.Count == Most) _answers.Remove(_order.Dequeue());
            _order.Enqueue(key);
            return _answers[key] = Task.Run(answer);
        }
    }
}
