using System.Net;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Commands.Connect;

/// <summary>A page without scripts, of which nothing is kept.</summary>
internal static class ConnectPage
{
    public static Task WriteAsync(HttpResponse response, ConnectEnd end) =>
        end.ExitCode == ExitCode.Ok
            ? WriteAsync(response, StatusCodes.Status200OK, end.Title, $"{end.Text} You can close this page.")
            : WriteAsync(response, StatusCodes.Status400BadRequest, end.Title, end.Text);

    /// <summary>For a call that does not belong to this run; the wait goes on.</summary>
    public static Task WriteForeignAsync(HttpResponse response) =>
        WriteAsync(
            response,
            StatusCodes.Status400BadRequest,
            "Not from this run",
            "This address does not belong to the installation that is waiting, or was used before. Open the address " +
            "that teleport-slack connect printed last."
        );

    private static async Task WriteAsync(HttpResponse response, int status, string title, string text)
    {
        var (heading, paragraph) = (WebUtility.HtmlEncode(title), WebUtility.HtmlEncode(text));
        var page = Encoding.UTF8.GetBytes(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{heading} - teleport-slack</title></head>
            <body><h1>{heading}</h1><p>{paragraph}</p></body>
            </html>

            """
        );
        response.StatusCode = status;
        response.ContentType = MediaTypeNames.Text.Html + "; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        response.Headers.Connection = "close";
        await response.Body.WriteAsync(page);
    }
}
