using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AccessSlack.Requests.Serialization;

internal static class LedgerJson
{
    // The default would spend six bytes on every character beyond ASCII; no browser ever sees this JSON.
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly JsonTypeInfo<LedgerDocument> Document =
        (JsonTypeInfo<LedgerDocument>)
            new JsonSerializerOptions(LedgerJsonContext.Default.Options) { Encoder = Encoder }.GetTypeInfo(
                typeof(LedgerDocument)
            );
}
