using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AccessSlack.Benchmarks;

/// <summary>
/// Writes what a traced daemon ran as a profile for crossgen2 (.mibc), so that a release compiles ahead what is needed and
/// nothing else. A profile is a module whose code loads the token of each method; its methods are grouped by the
/// assemblies that they need. Source of the format: MIbcProfileParser of crossgen2, in dotnet/runtime.
/// </summary>
internal sealed class StartupProfile
{
    private readonly ProfileReferences _references;
    private readonly SortedDictionary<string, InstructionEncoder> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<(EntityHandle Owner, StringHandle Name, BlobHandle Signature, BlobHandle Arguments)> _written = [];
    private readonly BlobBuilder _code = new();

    private StartupProfile(string assemblies) => _references = new(assemblies);

    /// <param name="daemon">Path of a published daemon.</param>
    /// <param name="assemblies">Folder of the trimmed assemblies that it is made of.</param>
    /// <param name="file">The profile to write.</param>
    public static async Task RecordAsync(string daemon, string assemblies, string file)
    {
        var trace = Path.GetTempFileName();
        await using (var site = await BudgetSite.CreateAsync())
        await using (var process = site.StartDaemon(daemon, TracedMethods.Environment(trace)))
        {
            await site.ApproveOneAsync(await BudgetSite.DoorAsync(process));
            await process.StopAsync();
        }

        var profile = new StartupProfile(assemblies);
        var left = profile.Add(TracedMethods.Read(trace));
        File.Delete(trace);
        profile.WriteTo(file);
        Console.Out.WriteLine($"{file}: {profile._written.Count} methods; {left} cannot be named");
    }

    /// <returns>How many methods cannot be named: stubs, and what is made of their types.</returns>
    private int Add(TracedMethods methods)
    {
        var left = 0;
        foreach (var method in methods.All)
        {
            try
            {
                Add(methods, method);
            }
            catch (Exception e) when (e is NotSupportedException or KeyNotFoundException or IOException or BadImageFormatException)
            {
                left++;
            }
        }

        return left;
    }

    private void Add(TracedMethods methods, TracedMethod method)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var types = new TypeEncoding(methods, _references, names);
        var home = methods.Modules[method.Module];
        var module = _references.Module(home);
        var definition = module.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.EntityHandle(method.Token));
        var builder = _references.Builder;
        var (owner, name, signature) = (types.Handle(method.Owner), builder.GetOrAddString(module.GetString(definition.Name)), new SignatureCopy(module, _references).Of(definition));
        var arguments = method.Arguments.Count == 0 ? default : types.Arguments(method.Arguments);
        if (!_written.Add((owner, name, signature, arguments))) return;
        EntityHandle handle = builder.AddMemberReference(owner, name, signature);
        if (!arguments.IsNil) handle = builder.AddMethodSpecification(handle, arguments);
        names.Remove(home);
        Load(string.Concat(names.Prepend(home).Select(name => name + ";")), handle);
    }

    private void Load(string group, EntityHandle method)
    {
        if (!_groups.TryGetValue(group, out var code)) _groups[group] = code = new(new BlobBuilder());
        code.OpCode(ILOpCode.Ldtoken);
        code.Token(method);
        code.OpCode(ILOpCode.Pop);
    }

    /// <summary>Packed, as the compiler reads it too.</summary>
    private void WriteTo(string file)
    {
        File.Delete(file);
        using var archive = ZipFile.Open(file, ZipArchiveMode.Create);
        using var packed = archive.CreateEntry(Path.GetFileName(file) + ".dll", CompressionLevel.SmallestSize).Open();
        Image().WriteContentTo(packed);
    }

    private BlobBuilder Image()
    {
        var builder = _references.Builder;
        builder.AddModule(0, builder.GetOrAddString("startup"), builder.GetOrAddGuid(new Guid("7d3d9ad5-6d0b-4c6e-9f0e-5a0c1f7a4b11")), encId: default, encBaseId: default);
        builder.AddAssembly(builder.GetOrAddString("startup"), new Version(0, 0, 0, 0), culture: default, publicKey: default, flags: default, hashAlgorithm: default);
        builder.AddTypeDefinition(default, @namespace: default, builder.GetOrAddString("<Module>"), baseType: default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var bodies = new MethodBodyStreamEncoder(_code);
        var dictionary = new InstructionEncoder(new BlobBuilder());
        foreach (var (name, code) in _groups)
        {
            dictionary.LoadString(builder.GetOrAddUserString(name));
            dictionary.OpCode(ILOpCode.Ldtoken);
            dictionary.Token(Method("Group", code, bodies));
            dictionary.OpCode(ILOpCode.Pop);
        }

        Method("AssemblyDictionary", dictionary, bodies);
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(builder), _code, deterministicIdProvider: content => BlobContentId.FromHash(System.Security.Cryptography.SHA256.HashData(content.SelectMany(blob => blob.GetBytes()).ToArray()))).Serialize(image);
        return image;
    }

    private MethodDefinitionHandle Method(string name, InstructionEncoder code, MethodBodyStreamEncoder bodies)
    {
        code.OpCode(ILOpCode.Ret);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, result => result.Void(), _ => { });
        return _references.Builder.AddMethodDefinition(MethodAttributes.Static | MethodAttributes.Public, MethodImplAttributes.IL, _references.Builder.GetOrAddString(name), _references.Builder.GetOrAddBlob(signature), bodies.AddMethodBody(code), parameterList: default);
    }
}
