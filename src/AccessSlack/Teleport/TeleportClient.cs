using System.Collections.Immutable;
using System.Net;
using AccessSlack.Requests;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using RequestState = AccessSlack.Requests.RequestState;

namespace AccessSlack.Teleport;

/// <summary>
/// <see cref="ITeleport"/> over gRPC. It sends no metadata key <c>version</c>: without one, servers check none
/// (docs/protocols/teleport.md 6.1).
/// </summary>
internal sealed partial class TeleportClient : ITeleport, IDisposable
{
    /// <summary>Our entry in plugin data: the Go plugin's, so that either can take over from the other.</summary>
    public const string PluginName = "slack";

    /// <summary>The name that Teleport's RFD 0250 gives it (docs/protocols/teleport.md 4.8).</summary>
    private const string SlackIdTrait = "slack_uid";

    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(10);

    /// <summary>For a list of everything, which a large cluster needs time for.</summary>
    private static readonly TimeSpan ListTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan InitTime = TimeSpan.FromSeconds(15);

    private readonly DnsEndPoint _endPoint;
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _disposed = new();
    private volatile Connection _connection;
    private int _skipped;

    /// <summary>Loads the credentials; connects with the first call.</summary>
    /// <exception cref="CredentialException">The credentials cannot be used.</exception>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public TeleportClient(TeleportOptions options, TimeProvider time, ILogger<TeleportClient> log)
    {
        (_address, _time, _log) = (options.Address, time, log);
        _endPoint = TeleportAddress.TryParse(options.Address, out var parsed)
            ? parsed
            : throw new ArgumentException($"{options.Address} is not a host with an optional port.", nameof(options));
        _connection = new Connection(_address, _endPoint, TeleportCredentials.Load(options.Files, time.GetUtcNow()), time);
    }

    /// <summary>Who we are at the moment.</summary>
    public TeleportCredentials Credentials => _connection.Credentials;

    /// <summary>
    /// Loads new credentials. The action that it returns takes them: calls under way finish on the old connection; a
    /// watch ends as if the server had ended it, so that the caller watches anew with the new ones. The same
    /// credentials change nothing.
    /// </summary>
    /// <exception cref="CredentialException">They cannot be used, and the old ones stay.</exception>
    public Action Prepare(CredentialFiles files)
    {
        var credentials = TeleportCredentials.Load(files, _time.GetUtcNow());
        return () =>
        {
            if (_connection.Uses(credentials))
            {
                credentials.Dispose();
                return;
            }

            var old = Interlocked.Exchange(ref _connection, new Connection(_address, _endPoint, credentials, _time));
            old.Retire();
            _ = DrainAsync(old);
        };
    }

    public async Task<TeleportServer> PingAsync(CancellationToken cancel)
    {
        var pong = await CallAsync(
            "Ping",
            client => client.PingAsync(new PingRequest(), Limited(CallTime, cancel)),
            cancel
        );
        return new TeleportServer(pong.ClusterName, pong.ServerVersion.TrimStart('v'), pong.ProxyPublicAddr);
    }

    public async Task<ImmutableArray<string>> FindSlackIdsAsync(string user, CancellationToken cancel)
    {
        try
        {
            var found = await CallAsync(
                "GetUser",
                client => client.GetUserAsync(new GetUserRequest { Name = user }, Limited(CallTime, cancel)),
                cancel
            );
            return found.Spec?.Traits?.Values.TryGetValue(SlackIdTrait, out var ids) == true ? [.. ids.Values] : [];
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            return []; // of another cluster, or removed
        }
    }

    public async Task<IReadOnlyDictionary<string, string>?> ReadPluginDataAsync(string id, CancellationToken cancel)
    {
        var filter = new PluginDataFilter
        {
            Kind = AccessRequestMapper.Kind,
            Resource = id,
            Plugin = PluginName,
        };
        var documents = await CallAsync(
            "GetPluginData",
            client => client.GetPluginDataAsync(filter, Limited(CallTime, cancel)),
            cancel
        );
        return AccessRequestMapper.ToEntry(documents, id, PluginName);
    }

    public async Task WritePluginDataAsync(
        string id,
        IReadOnlyDictionary<string, string> set,
        IReadOnlyDictionary<string, string> expect,
        CancellationToken cancel
    )
    {
        if (expect.Count == 0) throw new ArgumentException("An empty expectation checks nothing.", nameof(expect));
        var update = new PluginDataUpdateParams
        {
            Kind = AccessRequestMapper.Kind,
            Resource = id,
            Plugin = PluginName,
        };
        foreach (var (key, value) in set) update.Set.Add(key, value);
        foreach (var (key, value) in expect) update.Expect.Add(key, value);
        await CallAsync(
            "UpdatePluginData",
            client => client.UpdatePluginDataAsync(update, Limited(CallTime, cancel)),
            cancel
        );
    }

    public async Task SetStateAsync(
        AccessRequest request,
        RequestState state,
        string delegator,
        string reason,
        CancellationToken cancel
    )
    {
        var setter = new RequestStateSetter
        {
            Id = request.Id,
            State = AccessRequestMapper.ToDecision(state),
            Delegator = delegator,
            Reason = reason,
        };
        await CallAsync(
            "SetAccessRequestState",
            client => client.SetAccessRequestStateAsync(setter, Limited(CallTime, cancel)),
            cancel,
            Decision(request, isReview: false)
        );
    }

    public async Task<AccessRequest> SubmitReviewAsync(
        AccessRequest request,
        RequestState proposed,
        string reason,
        CancellationToken cancel
    )
    {
        // The author is left out: the server takes the caller (docs/protocols/teleport.md 3.3).
        var review = new AccessReview { ProposedState = AccessRequestMapper.ToDecision(proposed), Reason = reason };
        var submission = new AccessReviewSubmission { RequestId = request.Id, Review = review };
        try
        {
            var reviewed = await CallAsync(
                "SubmitAccessReview",
                client => client.SubmitAccessReviewAsync(submission, Limited(CallTime, cancel)),
                cancel,
                Decision(request, isReview: true)
            );
            return AccessRequestMapper.ToRequest(reviewed) is { } after && after.Id == request.Id
                ? after
                : throw Surprise("SubmitAccessReview answered with another request");
        }
        catch (TeleportException e) when (e.Refusal == TeleportRefusal.AlreadyReviewed)
        {
            // The answer to an earlier try may have been lost, and the review not.
            if (
                await FindAsync(request.Id, cancel) is { } now
                && now.Reviews.Contains(new Review(_connection.Subject.User, proposed, reason))
            )
                return now;
            throw;
        }
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        _connection.Dispose();
        _disposed.Dispose();
    }

    /// <summary>Every call but the watch has a deadline, so after the longest of them nothing is left.</summary>
    private async Task DrainAsync(Connection old)
    {
        await Task.Delay(ListTime, _time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        old.Dispose();
    }

    private async Task<T> CallAsync<T>(
        string name,
        Func<AuthService.AuthServiceClient, AsyncUnaryCall<T>> start,
        CancellationToken cancel,
        DecisionCall? decision = null
    )
    {
        var connection = _connection;
        try
        {
            using var call = start(connection.Client);
            return await call;
        }
        catch (RpcException exception)
        {
            throw Failed(exception, name, connection, cancel, decision);
        }
    }

    private DecisionCall Decision(AccessRequest request, bool isReview)
    {
        var we = _connection.Subject;
        return new(isReview, request.User == we.User, we.HasActiveRequests, !request.Thresholds.IsEmpty);
    }

    private CallOptions Limited(TimeSpan limit, CancellationToken cancel) =>
        new(deadline: _time.GetUtcNow().UtcDateTime + limit, cancellationToken: cancel);

    private Exception Failed(
        RpcException exception,
        string call,
        Connection connection,
        CancellationToken cancel,
        DecisionCall? decision = null
    ) =>
        cancel.IsCancellationRequested
            ? new OperationCanceledException(cancel)
            : TeleportFailures.Of(exception, call, _address, connection.Explain(exception.Status, call), decision);

    private TeleportException Surprise(string what) =>
        new(TeleportFailure.Unexpected, $"Teleport at {_address} failed unexpectedly ({what})");

    private AccessRequest? Readable(AccessRequestV3 message)
    {
        var request = AccessRequestMapper.ToRequest(message);
        if (request is null) Skip();
        return request;
    }

    /// <summary>Said once: a server that sends one such request sends it again with every list.</summary>
    private void Skip()
    {
        if (Interlocked.Exchange(ref _skipped, 1) == 0) Log.Skipped(_log, _address);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2000,
            Level = LogLevel.Warning,
            Message = "Teleport at {Address} sent an access request without a usable id or without content; such " +
                "requests are skipped"
        )]
        public static partial void Skipped(ILogger logger, string address);

        [LoggerMessage(
            EventId = 2001,
            Level = LogLevel.Debug,
            Message = "Teleport at {Address} does not know {Call}; trying another"
        )]
        public static partial void Fallback(ILogger logger, string address, string call);
    }
}
