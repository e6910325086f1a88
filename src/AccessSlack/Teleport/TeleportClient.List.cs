using System.Runtime.CompilerServices;
using AccessSlack.Requests;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;

namespace AccessSlack.Teleport;

internal sealed partial class TeleportClient
{
    private const int PageSize = 1000;

    public async IAsyncEnumerable<AccessRequest> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var message in QueryAsync(new AccessRequestFilter(), ListTime, cancel))
        {
            if (Readable(message) is { } request) yield return request;
        }
    }

    public async Task<AccessRequest?> FindAsync(string id, CancellationToken cancel)
    {
        if (!AccessRequestMapper.IsId(id)) return null;
        try
        {
            await foreach (var message in QueryAsync(new AccessRequestFilter { Id = id }, CallTime, cancel))
                return AccessRequestMapper.ToRequest(message) is { } request && request.Id == id
                    ? request
                    : throw Surprise("a look-up by id was answered with another request");
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            // The oldest servers say so, all others answer with an empty list.
        }

        return null;
    }

    private async IAsyncEnumerable<AccessRequestV3> QueryAsync(
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var connection = _connection;
        await using var rows = await FirstAsync(connection, filter, limit, cancel);
        for (var more = rows is not null; more; more = await NextAsync(rows!, connection, connection.Listing, cancel))
            yield return rows!.Current;
    }

    /// <summary>
    /// The first row, by the call that worked before, else by the newest that works; null when there is none.
    /// </summary>
    private async Task<IAsyncEnumerator<AccessRequestV3>?> FirstAsync(
        Connection connection,
        AccessRequestFilter filter,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        var known = connection.Listing;
        Listing[] order = [known, .. Enum.GetValues<Listing>().Where(other => other != known)];
        for (var i = 0; ; i++)
        {
            var rows = Rows(connection.Client, order[i], filter, limit, cancel).GetAsyncEnumerator(cancel);
            try
            {
                var any = await NextAsync(rows, connection, order[i], cancel);
                // Only what was learned now: this very call may have dialled, and what was known is then forgotten.
                if (i > 0) connection.Listing = order[i];
                return any ? rows : null;
            }
            catch (TeleportException exception)
                when (exception.Failure == TeleportFailure.Unsupported && i < order.Length - 1)
            {
                Log.Fallback(_log, _address, Name(order[i]));
            }
        }
    }

    private async Task<bool> NextAsync(
        IAsyncEnumerator<AccessRequestV3> rows,
        Connection connection,
        Listing listing,
        CancellationToken cancel
    )
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (RpcException exception)
        {
            throw Failed(exception, Name(listing), connection, cancel);
        }
    }

    private IAsyncEnumerable<AccessRequestV3> Rows(
        AuthService.AuthServiceClient client,
        Listing listing,
        AccessRequestFilter filter,
        TimeSpan limit,
        CancellationToken cancel
    ) =>
        listing switch
        {
            Listing.Paged => PagedAsync(client, filter, limit, cancel),
            Listing.Streamed => StreamedAsync(client, filter, limit, cancel),
            _ => WholeAsync(client, filter, limit, cancel),
        };

    private async IAsyncEnumerable<AccessRequestV3> PagedAsync(
        AuthService.AuthServiceClient client,
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var request = new ListAccessRequestsRequest { Filter = filter, Limit = PageSize };
        while (true)
        {
            using var call = client.ListAccessRequestsAsync(request, Limited(limit, cancel));
            var page = await call;
            foreach (var message in page.AccessRequests) yield return message;
            if (page.NextKey.Length == 0) yield break;
            if (page.NextKey == request.StartKey) throw Surprise("a list does not get beyond one page");
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
        using var call = client.GetAccessRequestsV2(filter, Limited(limit, cancel));
        while (await call.ResponseStream.MoveNext(cancel)) yield return call.ResponseStream.Current;
    }

    private async IAsyncEnumerable<AccessRequestV3> WholeAsync(
        AuthService.AuthServiceClient client,
        AccessRequestFilter filter,
        TimeSpan limit,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var call = client.GetAccessRequestsAsync(filter, Limited(limit, cancel));
        var answer = await call;
        foreach (var message in answer.AccessRequests_) yield return message;
    }

    private static string Name(Listing listing) => listing switch
    {
        Listing.Paged => "ListAccessRequests",
        Listing.Streamed => "GetAccessRequestsV2",
        _ => "GetAccessRequests",
    };
}
