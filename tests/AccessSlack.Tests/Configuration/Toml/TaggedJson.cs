using System.Globalization;
using System.Text.Json;
using AccessSlack.Configuration.Toml;
using Tomlyn;

namespace AccessSlack.Tests.Configuration.Toml;

/// <summary>
/// Compares a model with toml-test's tagged JSON, in which every value is <c>{"type": …, "value": text}</c>.
/// </summary>
internal static class TaggedJson
{
    public static void AssertSame(JsonElement expected, object actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Array) AssertSameArray(expected, actual, path);
        else if (IsTagged(expected)) AssertSameScalar(expected, actual, path);
        else AssertSameTable(expected, Assert.IsType<TomlTable>(actual), path);
    }

    private static bool IsTagged(JsonElement element) =>
        element.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String
        && element.TryGetProperty("value", out _);

    private static void AssertSameTable(JsonElement expected, TomlTable actual, string path)
    {
        var names = expected.EnumerateObject().Select(property => property.Name);
        Assert.Equal(names.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var property in expected.EnumerateObject())
            AssertSame(property.Value, actual[property.Name].Value, path + "/" + property.Name);
    }

    private static void AssertSameArray(JsonElement expected, object actual, string path)
    {
        var items = Assert.IsAssignableFrom<List<TomlValue>>(actual);
        Assert.Equal(expected.GetArrayLength(), items.Count);
        for (var i = 0; i < items.Count; i++) AssertSame(expected[i], items[i].Value, path + "/" + i);
    }

    private static void AssertSameScalar(JsonElement expected, object actual, string path)
    {
        var (type, value) = Tag(actual);
        Assert.Equal(expected.GetProperty("type").GetString(), type);
        var text = expected.GetProperty("value").GetString()!;
        var same = actual switch
        {
            double number => number.Equals(ParseFloat(text)),
            TomlDateTime moment => IsSameMoment(moment, text),
            _ => text == value,
        };
        Assert.True(same, $"{path}: expected {text}, found {value}");
    }

    private static bool IsSameMoment(TomlDateTime actual, string expected) => actual.Kind switch
    {
        TomlDateTimeKind.OffsetDateTimeByZ or TomlDateTimeKind.OffsetDateTimeByNumber =>
            DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).EqualsExact(actual.DateTime),
        _ => actual.ToString() == expected,
    };

    private static double ParseFloat(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "+nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static (string Type, string Value) Tag(object value) => value switch
    {
        string text => ("string", text),
        bool flag => ("bool", flag ? "true" : "false"),
        long number => ("integer", number.ToString(CultureInfo.InvariantCulture)),
        double number => ("float", number.ToString("R", CultureInfo.InvariantCulture)),
        TomlDateTime { Kind: TomlDateTimeKind.LocalDateTime } moment => ("datetime-local", moment.ToString()),
        TomlDateTime { Kind: TomlDateTimeKind.LocalDate } moment => ("date-local", moment.ToString()),
        TomlDateTime { Kind: TomlDateTimeKind.LocalTime } moment => ("time-local", moment.ToString()),
        TomlDateTime moment => ("datetime", moment.ToString()),
        _ => ("unknown", value.GetType().Name),
    };
}
