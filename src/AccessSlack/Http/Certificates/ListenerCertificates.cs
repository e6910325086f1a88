using System.Net.Security;
using AccessSlack.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Http.Certificates;

/// <summary>
/// Provides the certificate for each new connection. The files are checked when a client connects, at most once per
/// <see cref="LookAfter"/>. If a changed pair cannot be used, the old one stays in use until the files change again.
/// </summary>
internal sealed partial class ListenerCertificates
{
    public static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _looking = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ListenerFiles _files;
    private volatile ListenerCertificate _current;
    private string _taken; // fingerprint of the files in use
    private string _seen; // fingerprint of the files that were checked last, usable or not
    private long _lookedAt;

    /// <exception cref="StartException">The pair cannot be used.</exception>
    public ListenerCertificates(ListenerFiles files, TimeProvider time, ILogger logger)
    {
        (_files, _time, _logger) = (files, time, logger);
        var pair = ListenerPair.Read(files);
        (_current, _lookedAt) = (ListenerCertificate.Load(pair), time.GetTimestamp());
        _taken = _seen = pair.Fingerprint;
        WarnOfDates(_current, files.Certificate);
    }

    /// <summary>The certificate for one handshake. Never waits for a check that another connection is making.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (_looking.TryEnter())
            {
                try
                {
                    LookIfDue();
                }
                finally
                {
                    _looking.Exit();
                }
            }

            return _current.Context;
        }
    }

    /// <summary>For expiry warnings; refreshed like <see cref="Current"/>.</summary>
    public CertificateTerm Term
    {
        get
        {
            _ = Current;
            return new(
                "The listener's certificate",
                _files.Certificate,
                _current.NotBefore,
                _current.NotAfter,
                "once it has expired, Slack refuses to connect and every click fails"
            );
        }
    }

    /// <summary>Checks the files now, no matter when that was last done.</summary>
    /// <param name="files">Their paths from now on, if they can be used.</param>
    /// <param name="problem">
    /// Why not, with the remedy. In that case the old files and certificate stay in use, and nothing is logged.
    /// </param>
    public bool TryReload(ListenerFiles files, out string? problem)
    {
        lock (_looking)
        {
            var pair = ListenerPair.Read(files);
            problem = Judge(pair);
            if (problem is null) _files = files;
            if (_files == files) _seen = pair.Fingerprint;
            return problem is null;
        }
    }

    private void LookIfDue()
    {
        if (_time.GetElapsedTime(_lookedAt) < LookAfter) return;
        _lookedAt = _time.GetTimestamp();
        var pair = ListenerPair.Read(_files);
        if (pair.Fingerprint == _seen) return;
        _seen = pair.Fingerprint;
        if (Judge(pair) is { } problem) Log.Kept(_logger, problem);
    }

    /// <returns>Null if the pair is now in use.</returns>
    private string? Judge(ListenerPair pair)
    {
        if (pair.Fingerprint == _taken) return null;
        try
        {
            (_current, _taken) = (ListenerCertificate.Load(pair), pair.Fingerprint);
        }
        catch (StartException e)
        {
            return e.Message;
        }

        if (!WarnOfDates(_current, pair.Files.Certificate))
            Log.Taken(_logger, pair.Files.Certificate, (int)(_current.NotAfter - _time.GetUtcNow()).TotalDays);
        return null;
    }

    /// <summary>
    /// It is used all the same: there is nothing better, and its successor is picked up without a restart.
    /// </summary>
    private bool WarnOfDates(ListenerCertificate certificate, string file)
    {
        var now = _time.GetUtcNow();
        if (now > certificate.NotAfter) Log.Expired(_logger, file, certificate.NotAfter.UtcDateTime);
        else if (now < certificate.NotBefore) Log.NotYetValid(_logger, file, certificate.NotBefore.UtcDateTime);
        else return false;
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 8004,
            Level = LogLevel.Information,
            Message = "The listener's certificate {File} was replaced; the new one is valid for {Days} more days"
        )]
        public static partial void Taken(ILogger logger, string file, int days);

        [LoggerMessage(
            EventId = 8005,
            Level = LogLevel.Warning,
            Message = "The listener keeps its old certificate because the changed files cannot be used. They are " +
                "tried again when they change. {Problem}"
        )]
        public static partial void Kept(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 8006,
            Level = LogLevel.Warning,
            Message = "The listener's certificate {File} expired at {Expired:u}: Slack refuses to connect, and every " +
                "click fails. Renew it; the new files are picked up without a restart"
        )]
        public static partial void Expired(ILogger logger, string file, DateTime expired);

        [LoggerMessage(
            EventId = 8007,
            Level = LogLevel.Warning,
            Message = "The listener's certificate {File} is not valid before {From:u}: Slack refuses to connect " +
                "until then. Check this machine's clock, or configure another certificate"
        )]
        public static partial void NotYetValid(ILogger logger, string file, DateTime from);
    }
}
