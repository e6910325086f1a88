using Tomlyn;
using Tomlyn.Model;

namespace Compat.Tests.Tomlyn;

public sealed class TomlModelTests
{
    [Fact]
    public void Deserialize_EveryKind_GivesItsType()
    {
        var table = TomlSerializer.Deserialize<TomlTable>("text = 'x'\nnumber = 1\nfloat = 1.0\nflag = true\nday = 2026-11-21\nlist = []\ninline = {}\n[[many]]");
        Assert.Equal(
            [typeof(string), typeof(long), typeof(double), typeof(bool), typeof(TomlDateTime), typeof(TomlArray), typeof(TomlTable), typeof(TomlTableArray)],
            table.Values.Select(value => value.GetType()));
    }

    [Theory]
    [InlineData("2026-11-21T18:00:00Z", TomlDateTimeKind.OffsetDateTimeByZ, "2026-11-21T18:00:00Z")]
    [InlineData("2026-11-21 18:00:00.5-07:30", TomlDateTimeKind.OffsetDateTimeByNumber, "2026-11-21T18:00:00.5-07:30")]
    [InlineData("2026-11-21t18:00:00.1234567891", TomlDateTimeKind.LocalDateTime, "2026-11-21T18:00:00.1234567")]
    [InlineData("2026-11-21", TomlDateTimeKind.LocalDate, "2026-11-21")]
    [InlineData("18:00:00.050", TomlDateTimeKind.LocalTime, "18:00:00.050")]
    [InlineData("2016-12-31T23:59:60Z", TomlDateTimeKind.OffsetDateTimeByZ, "2016-12-31T23:59:59Z")]
    public void DateTime_EveryKind_IsKept(string toml, TomlDateTimeKind kind, string text)
    {
        var value = Assert.IsType<TomlDateTime>(TomlSerializer.Deserialize<TomlTable>("a = " + toml)["a"]);
        Assert.Equal((kind, text), (value.Kind, value.ToString()));
    }

    [Theory]
    [InlineData("key", 1, 1, 1, 7)]
    [InlineData("a", 2, 1, 2, 1)]
    [InlineData("section", 3, 3, 3, 3)]
    [InlineData("many", 6, 3, 6, 3)]
    public void MetadataStore_KeyOfTheRoot_HasItsPlaces(string key, int keyLine, int keyColumn, int valueLine, int valueColumn)
    {
        var (table, places) = Read();
        Assert.True(places.TryGetPlace(table, key, out var place));
        Assert.True(places.TryGetValuePlace(table, key, out var value));
        Assert.Equal((new TomlPlace(keyLine, keyColumn), new TomlPlace(valueLine, valueColumn)), (place, value));
    }

    [Fact]
    public void MetadataStore_NestedItems_HaveTheirPlaces()
    {
        var (table, places) = Read();
        var section = (TomlTable)table["section"];
        var list = (TomlArray)section["list"];
        var many = (TomlTableArray)table["many"];
        Assert.True(places.TryGetPlace((TomlTable)table["a"], "b", out var dotted));
        Assert.True(places.TryGetPlace(list, 1, out var element));
        Assert.True(places.TryGetPlace(many, 1, out var second));
        Assert.True(places.TryGetPlace((TomlTable)list[1], "x", out var inline));
        Assert.Equal([new(2, 3), new(5, 3), new(7, 3), new(5, 4)], [dotted, element, second, inline]);
    }

    [Fact]
    public void MetadataStore_UnknownKey_HasNoPlace()
    {
        var (table, places) = Read();
        Assert.False(places.TryGetPlace(table, "absent", out _));
        Assert.False(places.TryGetPlace(new TomlTable(), "key", out _));
    }

    private static (TomlTable Table, TomlMetadataStore Places) Read()
    {
        var places = new TomlMetadataStore();
        var toml = "key = 1\na.b = 2\n[ section ]\nlist = ['v',\n  {x = 1}]\n[[many]]\n[[many]]\n";
        return (TomlSerializer.Deserialize<TomlTable>(toml, new TomlSerializerOptions { MetadataStore = places }), places);
    }
}
