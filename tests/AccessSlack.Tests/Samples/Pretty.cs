using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessSlack.Tests.Samples;

/// <summary>JSON that people can read and compare.</summary>
internal static class Pretty
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Json(document.WriteTo);
    }

    public static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options)) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
    }
}
