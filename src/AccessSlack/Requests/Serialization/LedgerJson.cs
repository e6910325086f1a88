using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AccessSlack.Requests.Serialization;

internal static class LedgerJson
{
    // The default encoder takes six bytes for every character beyond ASCII; this JSON never reaches a browser.
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly JsonTypeInfo<LedgerDocument> Document =
        (JsonTypeInfo<LedgerDocument>)
            new JsonSerializerOptions(LedgerJsonContext.Default.Options) { Encoder = Encoder }.GetTypeInfo(
                typeof(LedgerDocument)
            );
}
