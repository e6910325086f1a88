using System.Collections.Immutable;
using AccessSlack.Requests.Rules;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>Lists Access Monitoring Rules (docs/protocols/teleport.md 1.6). However many there are, it ends.</summary>
internal sealed class MonitoringRuleCalls(TeleportCalls calls)
{
    private const int PageSize = 1000;

    /// <summary>A server may send smaller pages than it is asked for.</summary>
    private const int MaxPages = 50;

    private const int MaxRules = 20_000;

    /// <summary>The rules about access requests that are for this plugin.</summary>
    public async Task<ImmutableArray<MonitoringRule>> ListAsync(string plugin, CancellationToken cancel)
    {
        try
        {
            return await ListAsync(plugin, FilteredAsync, cancel);
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.Unsupported)
        {
            return await ListAsync(plugin, PlainAsync, cancel); // before 16
        }
    }

    private async Task<ImmutableArray<MonitoringRule>> ListAsync(string plugin, ReadPage read, CancellationToken cancel)
    {
        var (rules, seen, token) = (ImmutableArray.CreateBuilder<MonitoringRule>(), 0, "");
        for (var pages = 0; pages == 0 || token.Length > 0; pages++)
        {
            var (page, next) = await read(plugin, token, cancel);
            seen += page.Count;
            if (pages == MaxPages || seen > MaxRules || (next.Length > 0 && next == token))
                throw calls.Unexpected("the list of Access Monitoring Rules does not end");
            var usable = page.Select(MonitoringRuleMapper.ToRule).OfType<MonitoringRule>();
            rules.AddRange(usable.Where(rule => rule.IsFor(plugin)));
            token = next;
        }

        return rules.ToImmutable();
    }

    private async Task<Page> FilteredAsync(string plugin, string token, CancellationToken cancel)
    {
        var request = new ListAccessMonitoringRulesWithFilterRequest
        {
            PageSize = PageSize,
            PageToken = token,
            Subjects = { MonitoringRule.AccessRequest },
            NotificationName = plugin,
        };
        var answer = await CallAsync(
            "ListAccessMonitoringRulesWithFilter",
            (client, options) => client.ListAccessMonitoringRulesWithFilterAsync(request, options),
            cancel
        );
        return new(answer.Rules, answer.NextPageToken);
    }

    private async Task<Page> PlainAsync(string plugin, string token, CancellationToken cancel)
    {
        var request = new ListAccessMonitoringRulesRequest { PageSize = PageSize, PageToken = token };
        var answer = await CallAsync(
            "ListAccessMonitoringRules",
            (client, options) => client.ListAccessMonitoringRulesAsync(request, options),
            cancel
        );
        return new(answer.Rules, answer.NextPageToken);
    }

    private async Task<T> CallAsync<T>(
        string name,
        Func<AccessMonitoringRulesService.AccessMonitoringRulesServiceClient, CallOptions, AsyncUnaryCall<T>> start,
        CancellationToken cancel
    )
    {
        var used = calls.Connection;
        try
        {
            using var call = start(used.Rules, calls.Options(TeleportCalls.UsualTime, cancel));
            return await call;
        }
        catch (RpcException exception)
        {
            throw calls.Failure(exception, name, used, cancel);
        }
    }

    private delegate Task<Page> ReadPage(string plugin, string token, CancellationToken cancel);

    private sealed record Page(IReadOnlyList<AccessMonitoringRule> Rules, string Next);
}
