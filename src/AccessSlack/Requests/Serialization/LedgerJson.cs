using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AccessSlack.Requests.Serialization;

internal static class LedgerJson
{
    // The default encoder takes six bytes for every character beyond ASCII; this JSON never reaches a browser.
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly JsonTypeInfo<LedgerDocument> Document = TypeInfo<LedgerDocument>();

    /// <summary>To measure a part of the document.</summary>
    public static readonly JsonTypeInfo<DetailsDocument> Details = TypeInfo<DetailsDocument>();

    public static readonly JsonTypeInfo<ConstraintDocument> Constraint = TypeInfo<ConstraintDocument>();

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>)
            new JsonSerializerOptions(LedgerJsonContext.Default.Options) { Encoder = Encoder }.GetTypeInfo(typeof(T));
}
