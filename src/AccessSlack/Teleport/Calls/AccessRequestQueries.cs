using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessSlack.Requests;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport.Calls;

/// <summary>Lists access requests and finds single ones.</summary>
internal sealed partial class AccessRequestQueries(TeleportCalls calls, UnusableRequests unusable, ILogger logger)
{
    public async IAsyncEnumerable<AccessRequest> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var message in QueryAsync(new AccessRequestFilter(), TeleportCalls.LongestTime, cancel))
        {
            if (ToRequest(message) is { } request) yield return request;
            else unusable.Report();
        }
    }

    /// <summary>All of them or none: one that cannot be read makes the call fail.</summary>
    public async Task<ImmutableArray<AccessRequest>> ListOfUserAsync(string user, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<AccessRequest>();
        var filter = new AccessRequestFilter { User = user };
        await foreach (var message in QueryAsync(filter, TeleportCalls.UsualTime, cancel))
            found.Add(ToRequest(message) ?? throw calls.Unexpected("a request of the user cannot be read"));
        return found.ToImmutable();
    }

    public async Task<AccessRequest?> FindAsync(string id, CancellationToken cancel)
    {
        if (!AccessRequestMapper.IsId(id)) return null;
        try
        {
            var filter = new AccessRequestFilter { Id = id };
            await foreach (var message in QueryAsync(filter, TeleportCalls.UsualTime, cancel))
                return ToRequest(message) is { } request && request.Id == id
                    ? request
                    : throw calls.Unexpected("a look-up by id was answered with another request");
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            // Only the oldest servers; all others return an empty list.
        }

        return null;
    }

    /// <exception cref="TeleportException">
    /// <see cref="TeleportFailure.NothingShown"/> if no request at all is listed.
    /// </exception>
    public async Task VerifyAnyAsync(CancellationToken cancel)
    {
        await foreach (var _ in QueryAsync(new AccessRequestFilter(), TeleportCalls.LongestTime, cancel)) return;
        throw new TeleportException(
            TeleportFailure.NothingShown,
            $"Teleport at {calls.Address} shows no access request at all. Either there is none, or the plugin's user " +
            "no longer has a role with access_request: [list, read]"
        );
    }

    private AccessRequest? ToRequest(AccessRequestV3 message) =>
        AccessRequestMapper.ToRequest(message, calls.Connection.Subject.User);

    private async IAsyncEnumerable<AccessRequestV3> QueryAsync(
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var connection = calls.Connection;
        await using var rows = await FirstAsync(connection, filter, limit, cancel);
        for (
            var more = rows is not null;
            more;
            more = await NextAsync(rows!, connection, connection.ListingCall, cancel)
        )
            yield return rows!.Current;
    }

    /// <summary>
    /// The rows, positioned at the first one, or null if there are none. Uses the call that worked before, otherwise
    /// the newest one that works.
    /// </summary>
    private async Task<IAsyncEnumerator<AccessRequestV3>?> FirstAsync(
        Connection connection,
        AccessRequestFilter filter,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        var order = connection.ListingCall.StartingWith();
        for (var i = 0; ; i++)
        {
            var rows = Rows(connection.Client, order[i], filter, limit, cancel).GetAsyncEnumerator(cancel);
            try
            {
                var any = await NextAsync(rows, connection, order[i], cancel);
                // Remember only a fallback: the first attempt may have connected, which resets the preferred call.
                if (i > 0) connection.ListingCall = order[i];
                return any ? rows : null;
            }
            catch (TeleportException exception)
                when (exception.Failure == TeleportFailure.Unsupported && i < order.Length - 1)
            {
                Log.Fallback(logger, calls.Address, order[i].Name());
            }
        }
    }

    private async Task<bool> NextAsync(
        IAsyncEnumerator<AccessRequestV3> rows,
        Connection connection,
        ListingCall call,
        CancellationToken cancel
    )
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (RpcException exception)
        {
            throw calls.Failure(exception, call.Name(), connection, cancel);
        }
    }

    private IAsyncEnumerable<AccessRequestV3> Rows(
        AuthService.AuthServiceClient client,
        ListingCall call,
        AccessRequestFilter filter,
        TimeSpan limit,
        CancellationToken cancel
    ) =>
        call switch
        {
            ListingCall.Paged => PagedAsync(client, filter, limit, cancel),
            ListingCall.Streamed => StreamedAsync(client, filter, limit, cancel),
            _ => WholeAsync(client, filter, limit, cancel),
        };

    /// <summary>Each page has a deadline of its own.</summary>
    private async IAsyncEnumerable<AccessRequestV3> PagedAsync(
        AuthService.AuthServiceClient client,
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        const int PageSize = 1000;
        var request = new ListAccessRequestsRequest { Filter = filter, Limit = PageSize };
        while (true)
        {
            using var call = client.ListAccessRequestsAsync(request, calls.Options(limit, cancel));
            var page = await call;
            foreach (var message in page.AccessRequests) yield return message;
            if (page.NextKey.Length == 0) yield break;
            if (page.NextKey == request.StartKey) throw calls.Unexpected("a list does not get beyond one page");
            request.StartKey = page.NextKey;
        }
    }

    private async IAsyncEnumerable<AccessRequestV3> StreamedAsync(
        AuthService.AuthServiceClient client,
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var call = client.GetAccessRequestsV2(filter, calls.Options(limit, cancel));
        while (await call.ResponseStream.MoveNext(cancel)) yield return call.ResponseStream.Current;
    }

    private async IAsyncEnumerable<AccessRequestV3> WholeAsync(
        AuthService.AuthServiceClient client,
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var call = client.GetAccessRequestsAsync(filter, calls.Options(limit, cancel));
        var answer = await call;
        foreach (var message in answer.AccessRequests_) yield return message;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2001,
            Level = LogLevel.Debug,
            Message = "Teleport at {Address} does not support {Call}; trying another call"
        )]
        public static partial void Fallback(ILogger logger, string address, string call);
    }
}
