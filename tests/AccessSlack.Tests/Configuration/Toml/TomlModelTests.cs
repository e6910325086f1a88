using System.Text;
using AccessSlack.Configuration.Toml;
using Tomlyn;

namespace AccessSlack.Tests.Configuration.Toml;

public sealed class TomlModelTests
{
    [Fact]
    public void Read_EveryKind_GivesItsType()
    {
        const string Scalars = "text = 'x'\nnumber = 1\nfloat = 1.0\nflag = true\nday = 2026-11-21\n";
        var table = Read(Scalars + "list = []\ninline = {}\n[[many]]");

        Type[] expected =
        [
            typeof(string), typeof(long), typeof(double), typeof(bool),
            typeof(TomlDateTime), typeof(TomlArray), typeof(TomlTable), typeof(TomlTableArray),
        ];
        Assert.Equal(expected, table.Values.Select(entry => entry.Value.GetType()));
    }

    [Fact]
    public void Read_EverythingInIt_HasItsPlace()
    {
        var root = Read("key = 1\na.b = 2\n[ section ]\nlist = ['🔑', 'v',\n  {x = 1}]\n[[many]]\n[[many]]\n");

        var list = (TomlArray)Table(root, "section")["list"].Value;
        Assert.Equal(new Place(1, 1), root["key"].Place);
        Assert.Equal(new Place(2, 1), root["a"].Place);
        Assert.Equal(new Place(2, 3), Table(root, "a")["b"].Place);
        Assert.Equal(new Place(3, 3), root["section"].Place);
        Assert.Equal([new Place(4, 9), new Place(4, 14), new Place(5, 3)], list.Select(element => element.Place));
        Assert.Equal(new Place(5, 4), ((TomlTable)list[2].Value)["x"].Place);
        Assert.Equal(new Place(6, 3), root["many"].Place);
        var many = (TomlTableArray)root["many"].Value;
        Assert.Equal([new Place(6, 3), new Place(7, 3)], many.Select(element => element.Place));
    }

    /// <summary>Each element of an array of tables has names of its own.</summary>
    [Fact]
    public void Read_SameNameInTwoElements_IsNoDuplicate()
    {
        var elements = (TomlTableArray)Read("[[a]]\n[a.b]\n[[a]]\nb = 1")["a"].Value;

        Assert.IsType<TomlTable>(((TomlTable)elements[0].Value)["b"].Value);
        Assert.Equal(1L, ((TomlTable)elements[1].Value)["b"].Value);
    }

    private static TomlTable Table(TomlTable root, string key) => (TomlTable)root[key].Value;

    private static TomlTable Read(string toml) => TomlReader.Read(Encoding.UTF8.GetBytes(toml));
}
