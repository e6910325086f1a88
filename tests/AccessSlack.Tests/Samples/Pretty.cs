using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessSlack.Tests.Samples;

internal static class Pretty
{
    /// <summary>JSON that somebody can read and compare.</summary>
    public static string Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                stream,
                new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
    }
}
