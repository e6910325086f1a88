using System.Text.Json.Serialization;

namespace AccessSlack.Measure;

[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Budgets))]
[JsonSerializable(typeof(BudgetReport))]
internal sealed partial class MeasureJson : JsonSerializerContext;
