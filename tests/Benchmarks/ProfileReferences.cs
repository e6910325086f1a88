using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AccessSlack.Benchmarks;

/// <summary>The module of a profile: references to types and methods of other modules, each once.</summary>
/// <param name="folder">Of the assemblies that were traced.</param>
internal sealed class ProfileReferences(string folder)
{
    private readonly Dictionary<string, MetadataReader> _modules = [];
    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];
    private readonly Dictionary<(EntityHandle Scope, string Namespace, string Name), TypeReferenceHandle> _types = [];

    private readonly Dictionary<BlobHandle, EntityHandle> _constructed = [];

    public MetadataBuilder Builder { get; } = new();

    /// <exception cref="IOException">It is not in the folder.</exception>
    public MetadataReader Module(string name)
    {
        if (_modules.TryGetValue(name, out var known)) return known;
        var image = new PEReader([.. File.ReadAllBytes(Path.Combine(folder, name + ".dll"))]);
        return _modules[name] = image.GetMetadataReader();
    }

    /// <summary>A type that is defined in a module.</summary>
    public EntityHandle Type(MetadataReader module, TypeDefinitionHandle handle)
    {
        var type = module.GetTypeDefinition(handle);
        var name = module.GetString(type.Name);
        // The compiler has its own place for the type that stands for every reference type.
        if (name == "__Canon") return Type(Assembly("System.Private.Canon"), "System", name);
        var declaring = type.GetDeclaringType();
        var scope = declaring.IsNil ? Assembly(module.GetString(module.GetAssemblyDefinition().Name)) : Type(module, declaring);
        return Type(scope, module.GetString(type.Namespace), name);
    }

    /// <summary>A type that a module refers to.</summary>
    public EntityHandle Type(MetadataReader module, TypeReferenceHandle handle)
    {
        var type = module.GetTypeReference(handle);
        var scope = type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Type(module, (TypeReferenceHandle)type.ResolutionScope)
            : Assembly(module.GetString(module.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name));
        return Type(scope, module.GetString(type.Namespace), module.GetString(type.Name));
    }

    /// <summary>A type that is written as a signature.</summary>
    public EntityHandle Type(BlobHandle signature) => _constructed.TryGetValue(signature, out var known) ? known : _constructed[signature] = Builder.AddTypeSpecification(signature);

    private EntityHandle Type(EntityHandle scope, string space, string name)
    {
        if (_types.TryGetValue((scope, space, name), out var known)) return known;
        return _types[(scope, space, name)] = Builder.AddTypeReference(scope, Builder.GetOrAddString(space), Builder.GetOrAddString(name));
    }

    private AssemblyReferenceHandle Assembly(string name)
    {
        if (_assemblies.TryGetValue(name, out var known)) return known;
        return _assemblies[name] = Builder.AddAssemblyReference(Builder.GetOrAddString(name), new Version(0, 0, 0, 0), culture: default, publicKeyOrToken: default, flags: default, hashValue: default);
    }
}
