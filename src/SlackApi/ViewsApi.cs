using System.Text.Json;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>The views.* calls over HTTP.</summary>
internal sealed class ViewsApi(SlackHttp http) : IViewsApi
{
    public async Task<ViewResponse> Open(string triggerId, ModalViewDefinition view, CancellationToken cancel)
    {
        var body = SlackJson.WithView([("trigger_id", triggerId)], SlackJson.Write(view));
        return Read("views.open", await http.Write("views.open", body, cancel));
    }

    public async Task<ViewResponse> Publish(
        string userId,
        string hash,
        HomeViewDefinition view,
        CancellationToken cancel
    )
    {
        (string, string)[] fields = hash.Length == 0 ? [("user_id", userId)] : [("user_id", userId), ("hash", hash)];
        var body = SlackJson.WithView(fields, SlackJson.Write(view));
        return Read("views.publish", await http.Write("views.publish", body, cancel));
    }

    private static ViewResponse Read(string method, JsonElement answer) =>
        ViewResponse.Read(answer.Object("view") ?? default) is { Id.Length: > 0 } shown
            ? shown
            : throw SlackHttp.Unreadable(method);
}
