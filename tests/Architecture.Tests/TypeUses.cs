using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// Which types of one assembly use which others of it, read from compiled code: signatures, base types, fields, attributes and method bodies.
/// A nested type, a lambda or a state machine counts as the type that contains it. Constants and <c>nameof</c> leave no trace there.
/// </summary>
internal static class TypeUses
{
    private static readonly OpCode[] OneByte = new OpCode[256];
    private static readonly OpCode[] TwoBytes = new OpCode[256];

    static TypeUses()
    {
        foreach (var code in typeof(OpCodes).GetFields().Select(field => field.GetValue(null)).OfType<OpCode>())
            (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xff] = code;
    }

    /// <summary>Every use of a type by another of the same assembly: full names of outermost types, each pair once.</summary>
    /// <param name="assembly">The assembly's bytes.</param>
    public static IReadOnlySet<(string User, string Used)> Of(byte[] assembly)
    {
        using var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
        var reader = file.GetMetadataReader();
        var uses = new HashSet<(string, string)>();
        foreach (var type in reader.TypeDefinitions)
        {
            var seen = new Seen(reader);
            Collect(file, reader, reader.GetTypeDefinition(type), seen);
            uses.UnionWith(seen.Types.Select(used => (Outermost(reader, type), Outermost(reader, used))).Where(use => use.Item1 != use.Item2));
        }
        return uses;
    }

    private static void Collect(PEReader file, MetadataReader reader, TypeDefinition type, Seen seen)
    {
        seen.Add(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
            seen.Add(reader.GetInterfaceImplementation(implemented).Interface);
        foreach (var parameter in type.GetGenericParameters())
            seen.Add(reader.GetGenericParameter(parameter));
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            field.DecodeSignature(seen, null);
            seen.Add(field.GetCustomAttributes());
        }
        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
            seen.Add(property.GetCustomAttributes());
        seen.Add(type.GetCustomAttributes());
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            method.DecodeSignature(seen, null);
            seen.Add(method.GetCustomAttributes());
            foreach (var parameter in method.GetGenericParameters())
                seen.Add(reader.GetGenericParameter(parameter));
            if (method.RelativeVirtualAddress != 0)
                Collect(file.GetMethodBody(method.RelativeVirtualAddress), reader, seen);
        }
    }

    private static void Collect(MethodBodyBlock body, MetadataReader reader, Seen seen)
    {
        if (!body.LocalSignature.IsNil)
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(seen, null);
        foreach (var region in body.ExceptionRegions)
            seen.Add(region.CatchType);
        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            var first = code.ReadByte();
            var operation = first == 0xfe ? TwoBytes[code.ReadByte()] : OneByte[first];
            switch (operation.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok:
                    seen.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var branches = code.ReadInt32();
                    code.Offset += 4 * branches;
                    break;
                default:
                    code.Offset += Width(operation.OperandType);
                    break;
            }
        }
    }

    private static int Width(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static string Outermost(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        return reader.GetString(type.Namespace) + "." + reader.GetString(type.Name);
    }

    /// <summary>Collects the type definitions that handles and signatures lead to.</summary>
    private sealed class Seen(MetadataReader reader) : ISignatureTypeProvider<bool, object?>
    {
        public HashSet<TypeDefinitionHandle> Types { get; } = [];

        public void Add(EntityHandle handle)
        {
            if (handle.IsNil)
                return;
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition:
                    Types.Add((TypeDefinitionHandle)handle);
                    break;
                case HandleKind.TypeSpecification:
                    reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.FieldDefinition:
                    Types.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                    reader.GetFieldDefinition((FieldDefinitionHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    Types.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                    reader.GetMethodDefinition((MethodDefinitionHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MemberReference:
                    Add(reader.GetMemberReference((MemberReferenceHandle)handle));
                    break;
                case HandleKind.MethodSpecification:
                    var method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                    Add(method.Method);
                    method.DecodeSignature(this, null);
                    break;
            }
        }

        public void Add(CustomAttributeHandleCollection attributes)
        {
            foreach (var attribute in attributes)
                Add(reader.GetCustomAttribute(attribute).Constructor);
        }

        public void Add(GenericParameter parameter)
        {
            foreach (var constraint in parameter.GetConstraints())
                Add(reader.GetGenericParameterConstraint(constraint).Type);
        }

        private void Add(MemberReference member)
        {
            Add(member.Parent);
            if (member.GetKind() == MemberReferenceKind.Method)
                member.DecodeMethodSignature(this, null);
            else
                member.DecodeFieldSignature(this, null);
        }

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Types.Add(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

        public bool GetArrayType(bool elementType, ArrayShape shape) => false;

        public bool GetByReferenceType(bool elementType) => false;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

        public bool GetPinnedType(bool elementType) => false;

        public bool GetPointerType(bool elementType) => false;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetSZArrayType(bool elementType) => false;
    }
}
