using AccessSlack.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Http.Probes;

/// <summary>
/// Answers the probes of <c>check --public-url</c>. A probe is no click: it reaches no handler and decides nothing.
/// </summary>
internal sealed partial class ProbeEndpoint(TimeProvider time, ILogger logger)
{
    private readonly LogThrottle _lines = new(time, ListenerLimits.LogPause);

    /// <param name="path">Where it arrived.</param>
    /// <param name="body">Its signature is valid.</param>
    /// <param name="signer">The secret that it was signed with.</param>
    /// <returns>JSON; null if this is no probe.</returns>
    public byte[]? Answer(string path, ReadOnlySpan<byte> body, Secret signer)
    {
        if (ProbeBody.NonceOf(body) is not { } nonce) return null;
        if (_lines.MaySay(out var unsaid)) Log.Answered(logger, path, unsaid);
        return ProbeAnswer.Write(signer, path, nonce);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 8770,
            Level = LogLevel.Information,
            Message = "A probe of check --public-url arrived on {Path} ({Unsaid} more since the last such line)"
        )]
        public static partial void Answered(ILogger logger, string path, int unsaid);
    }
}
