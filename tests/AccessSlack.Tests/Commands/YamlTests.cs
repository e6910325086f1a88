using System.Text.Json.Nodes;
using AccessSlack.Commands;

namespace AccessSlack.Tests.Commands;

public sealed class YamlTests
{
    [Fact]
    public void Write_EveryKindOfNode_BlockStyle()
    {
        var root = new JsonObject
        {
            ["text"] = "say \"no\": #1",
            ["nothing"] = null,
            ["number"] = 1,
            ["flag"] = true,
            ["empty"] = new JsonArray(),
            ["none"] = new JsonObject(),
            ["list"] = new JsonArray("a", "b"),
            ["deep"] = new JsonObject
            {
                ["items"] = new JsonArray(new JsonObject { ["x"] = 1, ["y"] = new JsonArray("z") }),
            },
        };

        Assert.Equal(
            """
            text: "say \u0022no\u0022: #1"
            nothing: null
            number: 1
            flag: true
            empty: []
            none: {}
            list:
              - "a"
              - "b"
            deep:
              items:
                - x: 1
                  y:
                    - "z"

            """,
            Yaml.Write(root));
    }
}
