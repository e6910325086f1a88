using System.Globalization;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;

namespace AccessSlack.Tests.Teleport;

public class ResourceMapperTests
{
    [Fact]
    public void ToResource_EachKind_ReadsItsNameAndLabelsWhereTheyAre()
    {
        Assert.Equal("db-1", Read(new() { Node = Node() }).FriendlyName);
        Read(new() { AppServer = new() { Spec = new() { App = App() } } });
        Read(new() { DatabaseServer = new() { Spec = new() { Database = Database() } } });
        Read(new() { KubernetesServer = new() { Spec = new() { Cluster = Kubernetes() } } });
        Read(new() { KubeCluster = Kubernetes() });
        Read(new() { WindowsDesktop = Header(Meta()) }, hasDynamic: false);
        Read(new() { UserGroup = Header(Meta()) }, hasDynamic: false);
        Read(new() { SamlIdpServiceProvider = Header(Meta()) }, hasDynamic: false);

        static ServerV2 Node() =>
            new() { Metadata = Meta(), Spec = new() { Hostname = "db-1", CmdLabels = { ["arch"] = Value("arm") } } };

        static AppV3 App() => new() { Metadata = Meta(), Spec = new() { DynamicLabels = { ["arch"] = Value("arm") } } };

        static DatabaseV3 Database() =>
            new() { Metadata = Meta(), Spec = new() { DynamicLabels = { ["arch"] = Value("arm") } } };

        static KubernetesClusterV3 Kubernetes() =>
            new() { Metadata = Meta(), Spec = new() { DynamicLabels = { ["arch"] = Value("arm") } } };
    }

    [Fact]
    public void ToResource_DynamicLabel_WinsOverAStaticOne()
    {
        var row = new PaginatedResource
        {
            Node = new() { Metadata = Meta(), Spec = new() { CmdLabels = { ["env"] = Value("dev") } } },
        };
        Assert.Equal("dev", ResourceMapper.ToResource(row)!.Labels["env"]);
    }

    [Theory]
    [InlineData("okta", "teleport.internal/okta-app-name", "Salesforce", "a description", "Salesforce")]
    [InlineData("okta", "teleport.internal/okta-group-name", "Everyone", "a description", "Everyone")]
    [InlineData("okta", "teleport.internal/okta-role-name", "Admins", "", "Admins")]
    [InlineData("okta", "other", "x", "a description", "a description")]
    [InlineData("okta", "other", "x", "", "")]
    [InlineData("dynamic", "teleport.internal/okta-app-name", "Salesforce", "a description", "")]
    public void ToResource_FromOkta_IsCalledAsThere(
        string origin,
        string label,
        string value,
        string description,
        string expected
    )
    {
        var meta = Meta();
        meta.Description = description;
        meta.Labels["teleport.dev/origin"] = origin;
        meta.Labels[label] = value;
        var row = new PaginatedResource { UserGroup = Header(meta) };
        Assert.Equal(expected, ResourceMapper.ToResource(row)!.FriendlyName);
    }

    [Fact]
    public void ToResource_WhatIsTooLong_IsLeftOut()
    {
        var meta = Meta();
        meta.Labels["long"] = new string('x', 2000);
        for (var i = 0; i < 500; i++) meta.Labels[$"l{i}"] = "x";
        var read = ResourceMapper.ToResource(
            new() { Node = new() { Metadata = meta, Spec = new() { Hostname = new string('h', 300) } } }
        )!;
        Assert.Equal("", read.FriendlyName);
        Assert.Equal(ResourceMapper.MaxLabels, read.Labels.Count);
        Assert.DoesNotContain("long", read.Labels.Keys);
    }

    [Fact]
    public void ToResource_WithoutName_IsNone()
    {
        PaginatedResource[] rows =
        [
            new(),
            new() { Node = new() },
            new() { Node = new() { Metadata = new() } },
            new() { AppServer = new() },
            new() { DatabaseServer = new() { Spec = new() } },
            new() { KubernetesServer = new() { Spec = new() } },
            new() { UserGroup = new() },
        ];
        Assert.All(rows, row => Assert.Null(ResourceMapper.ToResource(row)));
    }

    /// <summary>Either it is no message at all, or it is read without an exception and within the limits.</summary>
    [Fact]
    public void ToResource_AnyBytes_NeverThrows()
    {
        var random = new Random(17);
        var valid = new ListResourcesResponse
        {
            Resources = { new PaginatedResource { Node = new() { Metadata = Meta(), Spec = new() } } },
            NextKey = "next",
        }.ToByteArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])valid.Clone();
            if (round % 4 == 0) random.NextBytes(bytes);
            for (var i = random.Next(4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                foreach (var row in ListResourcesResponse.Parser.ParseFrom(bytes).Resources)
                    if (ResourceMapper.ToResource(row) is { } read) Assert.NotEmpty(read.Name);
            }
            catch (InvalidProtocolBufferException)
            {
                // which the client reports as a failed call
            }
        }
    }

    [Theory]
    [InlineData("ssh", "root,ubuntu", "Logins root,ubuntu")]
    [InlineData("windows", "Administrator", "Logins Administrator")]
    [InlineData("aws", "arn:aws:iam::1:role/x", "AwsRoles arn:aws:iam::1:role/x")]
    [InlineData("ssh", "", "Unknown ")]
    [InlineData("later", "x", "Unknown ")]
    [InlineData("more", "root", "Unknown ")]
    [InlineData("broken", "", "Unknown ")]
    [InlineData("none", "", "")]
    [InlineData("ssh+whole", "root", "")] // the whole of it is requested as well
    [InlineData("ssh+old", "root", "")] // as a whole in the older field
    [InlineData("ssh+ssh", "root", "Logins root,other")]
    [InlineData("ssh+aws", "root", "Unknown ")]
    public void Constraints_OfARequest_AreToldAsWideAsTheyMayBe(string what, string values, string expected)
    {
        var spec = new AccessRequestSpecV3 { User = "alice" };
        if (what.EndsWith("+old", StringComparison.Ordinal))
            spec.RequestedResourceIds.Add(new ResourceID { Kind = "node", Name = "a" });
        foreach (var (kind, i) in what.Replace("+old", "").Split('+').Select((kind, i) => (kind, i)))
            spec.RequestedResourceAccessIds.Add(
                new ResourceAccessID
                {
                    Id = new() { Kind = "node", Name = "a" },
                    Constraints = Constraint(kind, i == 0 ? values : "other"),
                }
            );
        var request = AccessRequestMapper.ToRequest(new() { Metadata = new() { Name = "id" }, Spec = spec })!;
        var read = request.Constraints.Select(part =>
            string.Create(CultureInfo.InvariantCulture, $"{part.Value.Kind} {string.Join(',', part.Value.Values)}")
        );
        Assert.Equal(expected, string.Concat(read));
        Assert.Equal(what == "none", request.ResourceParts.Length == 0);
    }

    private static ByteString Constraint(string kind, string values)
    {
        string[] all = values.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var logins = new LoginConstraints { Logins = { all } };
        return kind switch
        {
            "ssh" => new ResourceConstraints { Version = "v1", Ssh = logins }.ToByteString(),
            "windows" => new ResourceConstraints { WindowsDesktop = logins }.ToByteString(),
            "aws" => new ResourceConstraints { AwsConsole = new() { RoleArns = { all } } }.ToByteString(),
            // Field 14, as another kind might have it
            "later" => ByteString.CopyFrom(0x72, 0x03, 0x0A, 0x01, 0x78),
            // Known logins, and beside them something in field 2 of them
            "more" => ByteString.CopyFrom(0x5A, 0x09, 0x0A, 0x04, 0x72, 0x6F, 0x6F, 0x74, 0x12, 0x01, 0x78),
            "broken" => ByteString.CopyFrom(0x5A, 0x7F, 0x00),
            _ => ByteString.Empty,
        };
    }

    private static ListedResource Read(PaginatedResource row, bool hasDynamic = true)
    {
        var read = ResourceMapper.ToResource(row)!;
        Assert.Equal(("id-1", "prod"), (read.Name, read.Labels["env"]));
        Assert.Equal(hasDynamic, read.Labels.GetValueOrDefault("arch") == "arm");
        return read;
    }

    private static Metadata Meta() => new() { Name = "id-1", Labels = { ["env"] = "prod" } };

    private static CommandLabelV2 Value(string value) => new() { Result = value };

    private static DesktopOrGroup Header(Metadata metadata) => new() { Header = new() { Metadata = metadata } };
}
