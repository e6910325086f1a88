using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>
/// Tells the operator what Access Monitoring Rules change, and which cannot be read: after each list and change, once
/// for each fact, and all of it again after a reload. However many events arrive, it speaks once in ten seconds.
/// </summary>
internal sealed partial class RuleReport(
    CurrentRules rules,
    CurrentPolicy policy,
    TimeProvider time,
    ILogger<RuleReport> logger
) : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const int MostNamed = 20;

    private readonly Lock _lock = new();
    private HashSet<(string Rule, string Faults)> _saidFaults = [];
    private string _saidImpact = "";
    private bool _hasSaidCut;
    private long? _last;
    private ITimer? _later;

    /// <summary>A rule was written or removed.</summary>
    public void Changed()
    {
        lock (_lock)
        {
            var left = _last is { } last ? Pause - time.GetElapsedTime(last) : TimeSpan.Zero;
            if (left <= TimeSpan.Zero) Say();
            else _later ??= time.CreateTimer(_ => SayLater(), null, left, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The rules were listed.</summary>
    public void Listed()
    {
        lock (_lock) Say();
    }

    /// <summary>An operator asked for a reload, and wants to read everything.</summary>
    public void Repeat()
    {
        lock (_lock)
        {
            (_saidFaults, _saidImpact, _hasSaidCut) = ([], "", false);
            Say();
        }
    }

    public void Dispose()
    {
        lock (_lock) _later?.Dispose();
    }

    private void SayLater()
    {
        lock (_lock) Say();
    }

    private void Say()
    {
        _later?.Dispose();
        (_later, _last) = (null, time.GetTimestamp());
        var book = rules.Now;
        SayFaults(book);
        SayImpact(book);
        if (book.IsCut && !_hasSaidCut) Log.TooMany(logger, RuleBook.MaxRules);
        _hasSaidCut = book.IsCut;
    }

    private void SayFaults(RuleBook book)
    {
        var faulty = book.All.Where(reading => !reading.Faults.IsEmpty)
            .ToDictionary(reading => (reading.Name, Faults: string.Join(' ', reading.Faults)));
        var news = faulty.Keys.Except(_saidFaults).Order().ToList();
        foreach (var (rule, faults) in news.Take(MostNamed))
        {
            if (faulty[(rule, faults)].Rule is null) Log.Unreadable(logger, rule, faults);
            else Log.Imperfect(logger, rule, faults);
        }

        if (news.Count > MostNamed) Log.More(logger, news.Count - MostNamed);
        _saidFaults = [.. faulty.Keys];
    }

    private void SayImpact(RuleBook book)
    {
        var impact = RuleImpact.Of(book.Followed, policy.Now.Policy);
        if (impact.Text != _saidImpact && !impact.IsNone)
        {
            if (impact.LinkOnly.IsEmpty) Log.Replacing(logger, impact.Text);
            else Log.LinkOnly(logger, impact.Text, RuleImpact.Cure);
        }

        _saidImpact = impact.Text;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5840,
            Level = LogLevel.Warning,
            Message = "Access Monitoring Rule {Rule} is not followed, because it cannot be read. {Faults} Correct it " +
                "in Teleport; the other rules apply"
        )]
        public static partial void Unreadable(ILogger logger, string rule, string faults);

        [LoggerMessage(
            EventId = 5841,
            Level = LogLevel.Warning,
            Message = "Access Monitoring Rule {Rule} is followed in part. {Faults}"
        )]
        public static partial void Imperfect(ILogger logger, string rule, string faults);

        [LoggerMessage(
            EventId = 5842,
            Level = LogLevel.Warning,
            Message = "{Count} more Access Monitoring Rules cannot be read, or not wholly. The command check names them"
        )]
        public static partial void More(ILogger logger, int count);

        [LoggerMessage(EventId = 5843, Level = LogLevel.Warning, Message = "Access Monitoring Rules: {Impact}")]
        public static partial void Replacing(ILogger logger, string impact);

        [LoggerMessage(EventId = 5844, Level = LogLevel.Warning, Message = "Access Monitoring Rules: {Impact} {Cure}")]
        public static partial void LinkOnly(ILogger logger, string impact, string cure);

        [LoggerMessage(
            EventId = 5845,
            Level = LogLevel.Warning,
            Message = "There are more than {Most} Access Monitoring Rules for this plugin. Only so many are followed"
        )]
        public static partial void TooMany(ILogger logger, int most);
    }
}
